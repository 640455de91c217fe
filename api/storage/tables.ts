// The one schema text. `defineTables(c)` is called with the columns of a dialect; names and meanings are docs/model.md's.

import { isNotNull } from 'drizzle-orm';
import type { z } from 'zod';
import type { AlertKind } from '#contract/alert';
import type { Figure } from '#contract/figure';
import type {
  ColumnMapping,
  ImportDiff,
  ImportKind,
  ImportOptions,
  ImportProbe,
  ImportReceipt,
  TruthTest,
} from '#contract/import';
import type { Problem as ProblemSchema } from '#contract/problem';
import type { StageReached, TargetMeasure, TargetMetric, TargetMilestone } from '#contract/target';
import type { Columns } from './columns.sqlite.ts';

export type Problem = z.infer<typeof ProblemSchema>;

/** The numbers of one region and set, as computed (leaf) or summed (parent). */
export type StoredFigure = Omit<Figure, 'dataVersion' | 'computedAt' | 'set'>;

export type DetailSees = [cameraId: string, homeCode: string | null, blind: boolean];

export function defineTables(c: Columns) {
  const regions = c.table(
    'regions',
    {
      code: c.text('code').primaryKey(),
      name: c.text('name').notNull(),
      nameEn: c.text('name_en'),
      level: c.text('level').notNull(),
      parentCode: c.text('parent_code'),
      /** '/root/…/code/': a subtree is a range of paths */
      path: c.text('path').notNull(),
      /** 0 for a root */
      depth: c.integer('depth').notNull(),
      isLeaf: c.bool('is_leaf').notNull(),
      childCount: c.integer('child_count').notNull(),
      leafCount: c.integer('leaf_count').notNull(),
      /** null: a parent whose outline was not given */
      geometry: c.bytes('geometry'),
      minLon: c.real('min_lon').notNull(),
      minLat: c.real('min_lat').notNull(),
      maxLon: c.real('max_lon').notNull(),
      maxLat: c.real('max_lat').notNull(),
      labelLon: c.real('label_lon').notNull(),
      labelLat: c.real('label_lat').notNull(),
      areaM2: c.real('area_m2').notNull(),
      population: c.real('population'),
      urbanRural: c.text('urban_rural'),
      /** leaves: data version of the last change of anything that its figure depends on */
      touchedVersion: c.integer('touched_version').notNull(),
      source: c.text('source'),
      revision: c.integer('revision').notNull(),
      validFrom: c.instant('valid_from').notNull(),
      validTo: c.instant('valid_to'),
      recordedAt: c.instant('recorded_at').notNull(),
    },
    (t) => [
      c.index('regions_parent').on(t.parentCode),
      c.uniqueIndex('regions_path').on(t.path),
      c.index('regions_level').on(t.level, t.code),
    ],
  );

  const cameras = c.table(
    'cameras',
    {
      id: c.text('id').primaryKey(),
      name: c.text('name'),
      longitude: c.real('longitude').notNull(),
      latitude: c.real('latitude').notNull(),
      /** quadkey number at zoom 26 */
      zkey: c.integer('zkey').notNull(),
      type: c.text('type').$type<'fixed' | 'dome' | 'ptz' | 'panoramic'>(),
      azimuthDeg: c.real('azimuth_deg'),
      hfovDeg: c.real('hfov_deg'),
      rangeM: c.real('range_m'),
      nearM: c.real('near_m'),
      heightM: c.real('height_m'),
      tiltDeg: c.real('tilt_deg'),
      vfovDeg: c.real('vfov_deg'),
      lensHfovDeg: c.real('lens_hfov_deg'),
      resolutionH: c.integer('resolution_h'),
      stage: c
        .text('stage')
        .$type<'planned' | 'approved' | 'procured' | 'installed' | 'networked' | 'accepted' | 'retired'>()
        .notNull(),
      plannedOn: c.text('planned_on'),
      approvedOn: c.text('approved_on'),
      procuredOn: c.text('procured_on'),
      installedOn: c.text('installed_on'),
      networkedOn: c.text('networked_on'),
      acceptedOn: c.text('accepted_on'),
      retiredOn: c.text('retired_on'),
      owner: c.text('owner'),
      purpose: c.text('purpose'),
      legalBasis: c.text('legal_basis'),
      reviewOn: c.text('review_on'),
      retentionDays: c.integer('retention_days'),
      filingNo: c.text('filing_no'),
      filedOn: c.text('filed_on'),
      signage: c.bool('signage'),
      restricted: c.bool('restricted').notNull(),
      count: c.integer('count').notNull(),
      /** id of the device it hangs on (recorder, gateway): when that is down, nothing is known of the camera */
      parentId: c.text('parent_id'),
      originalX: c.real('original_x'),
      originalY: c.real('original_y'),
      originalCrs: c.text('original_crs').notNull(),
      regionCode: c.text('region_code'),
      source: c.text('source'),
      revision: c.integer('revision').notNull(),
      validFrom: c.instant('valid_from').notNull(),
      recordedAt: c.instant('recorded_at').notNull(),
    },
    (t) => [
      // covering: measuring and tiles read ranges of it and never touch the wide rows
      c
        .index('cameras_zkey')
        .on(
          t.zkey,
          t.id,
          t.longitude,
          t.latitude,
          t.type,
          t.azimuthDeg,
          t.hfovDeg,
          t.rangeM,
          t.nearM,
          t.stage,
          t.count,
          t.regionCode,
          t.heightM,
        ),
      c.index('cameras_region').on(t.regionCode, t.id),
      c.index('cameras_range').on(t.rangeM),
      c.index('cameras_source').on(t.source),
      c.index('cameras_parent').on(t.parentId),
    ],
  );

  /** How many cameras of each stage stand in the cells of one map tile (camera-cells-blob.ts). */
  const cameraCells = c.table(
    'camera_cells',
    {
      zoom: c.integer('zoom').notNull(),
      /** the tile's number on the Z-order curve of its zoom */
      tile: c.integer('tile').notNull(),
      cells: c.bytes('cells').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.zoom, t.tile] })],
  );

  /** The state a record had before a change. The present state is the row itself. */
  const cameraHistory = c.table(
    'camera_history',
    {
      id: c.text('id').primaryKey(),
      cameraId: c.text('camera_id').notNull(),
      /** the full record as it stood */
      record: c.json('record').$type<Record<string, unknown>>().notNull(),
      validFrom: c.instant('valid_from').notNull(),
      recordedAt: c.instant('recorded_at').notNull(),
      /** copies out of the record: what was near a leaf at an instant is looked for by them */
      zkey: c.integer('zkey').notNull().default(0),
      rangeM: c.real('range_m'),
      /** when and by what it was replaced */
      supersededAt: c.instant('superseded_at').notNull(),
      change: c.text('change').$type<'update' | 'delete'>().notNull(),
      actor: c.text('actor').notNull(),
      reason: c.text('reason'),
      importId: c.text('import_id'),
    },
    (t) => [
      c.index('camera_history_camera').on(t.cameraId, t.id),
      c.index('camera_history_import').on(t.importId, t.id),
      c.index('camera_history_zkey').on(t.zkey, t.rangeM, t.recordedAt, t.supersededAt),
      c.index('camera_history_range').on(t.rangeM),
    ],
  );

  const regionHistory = c.table(
    'region_history',
    {
      id: c.text('id').primaryKey(),
      regionCode: c.text('region_code').notNull(),
      record: c.json('record').$type<Record<string, unknown>>().notNull(),
      geometry: c.bytes('geometry'),
      validFrom: c.instant('valid_from').notNull(),
      recordedAt: c.instant('recorded_at').notNull(),
      supersededAt: c.instant('superseded_at').notNull(),
      change: c.text('change').$type<'update' | 'delete'>().notNull(),
      actor: c.text('actor').notNull(),
      reason: c.text('reason'),
      importId: c.text('import_id'),
    },
    (t) => [c.index('region_history_region').on(t.regionCode, t.id), c.index('region_history_import').on(t.importId)],
  );

  const publicSpace = c.table(
    'public_space',
    {
      id: c.text('id').primaryKey(),
      class: c.text('class').notNull(),
      weight: c.real('weight').notNull(),
      name: c.text('name'),
      nameEn: c.text('name_en'),
      shape: c.text('shape').$type<'area' | 'line' | 'point'>().notNull().default('area'),
      /** half the width of a line, the radius of a point; null for an area */
      radiusM: c.real('radius_m'),
      /** lines and points: one polygon of one ring a line, which is not closed */
      geometry: c.bytes('geometry').notNull(),
      minLon: c.real('min_lon').notNull(),
      minLat: c.real('min_lat').notNull(),
      maxLon: c.real('max_lon').notNull(),
      maxLat: c.real('max_lat').notNull(),
      source: c.text('source').notNull(),
      /** the import that replaced it; null = in force */
      removedBy: c.text('removed_by'),
    },
    (t) => [c.index('public_space_source').on(t.source), c.index('public_space_removed').on(t.removedBy)],
  );

  /** Region codes whose subtrees a public-space layer describes. */
  const publicSpaceExtents = c.table(
    'public_space_extents',
    {
      source: c.text('source').notNull(),
      regionCode: c.text('region_code').notNull(),
      removedBy: c.text('removed_by'),
    },
    (t) => [c.primaryKey({ columns: [t.source, t.regionCode] })],
  );

  const obstacles = c.table(
    'obstacles',
    {
      id: c.integer('id').primaryKey(),
      shape: c.text('shape').$type<'building' | 'wall'>().notNull(),
      /** its top above the ground; null = not known */
      heightM: c.real('height_m'),
      /** walls: one polygon of one ring a line, which is not closed */
      geometry: c.bytes('geometry').notNull(),
      minLon: c.real('min_lon').notNull(),
      minLat: c.real('min_lat').notNull(),
      maxLon: c.real('max_lon').notNull(),
      maxLat: c.real('max_lat').notNull(),
      source: c.text('source').notNull(),
      removedBy: c.text('removed_by'),
    },
    (t) => [
      // covering: the index in memory is built from boxes, without reading millions of outlines
      c.index('obstacles_boxes').on(t.removedBy, t.id, t.minLon, t.minLat, t.maxLon, t.maxLat),
      c.index('obstacles_source').on(t.source),
    ],
  );

  const privacyZones = c.table(
    'privacy_zones',
    {
      id: c.text('id').primaryKey(),
      rule: c.text('rule').$type<'forbid' | 'mask' | 'consent'>().notNull(),
      name: c.text('name'),
      nameEn: c.text('name_en'),
      geometry: c.bytes('geometry').notNull(),
      minLon: c.real('min_lon').notNull(),
      minLat: c.real('min_lat').notNull(),
      maxLon: c.real('max_lon').notNull(),
      maxLat: c.real('max_lat').notNull(),
      source: c.text('source').notNull(),
      removedBy: c.text('removed_by'),
    },
    (t) => [c.index('privacy_zones_source').on(t.source), c.index('privacy_zones_removed').on(t.removedBy)],
  );

  /** Region codes whose subtrees a layer of obstacles or privacy zones describes. */
  const layerExtents = c.table(
    'layer_extents',
    {
      layer: c.text('layer').$type<'obstacles' | 'privacy-zones'>().notNull(),
      source: c.text('source').notNull(),
      regionCode: c.text('region_code').notNull(),
      removedBy: c.text('removed_by'),
    },
    (t) => [c.primaryKey({ columns: [t.source, t.regionCode] })],
  );

  /** What is seen of each key place; its leaf is the one its representative point lies in. */
  const placeFigures = c.table(
    'place_figures',
    {
      placeId: c.text('place_id').notNull(),
      set: c.text('set').$type<'installed' | 'planned'>().notNull(),
      regionCode: c.text('region_code').notNull(),
      class: c.text('class').notNull(),
      name: c.text('name'),
      nameEn: c.text('name_en'),
      longitude: c.real('longitude').notNull(),
      latitude: c.real('latitude').notNull(),
      demandM2: c.real('demand_m2').notNull(),
      /** index k − 1 */
      lowM2: c.json('low_m2').$type<number[]>().notNull(),
      likelyM2: c.json('likely_m2').$type<number[]>().notNull(),
      highM2: c.json('high_m2').$type<number[]>().notNull(),
      /** cameras that see it, with the likely area of it lost without each */
      seeing: c.json('seeing').$type<{ id: string; uniqueM2: number }[]>().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.placeId, t.set] }), c.index('place_figures_region').on(t.regionCode, t.set)],
  );

  /** Grids of elevations: the cells stand in a file of the data folder. */
  const elevations = c.table('elevations', {
    id: c.text('id').primaryKey(),
    fileName: c.text('file_name').notNull(),
    /** inside the data folder */
    gridPath: c.text('grid_path').notNull(),
    crs: c.text('crs').notNull(),
    width: c.integer('width').notNull(),
    height: c.integer('height').notNull(),
    cellM: c.real('cell_m').notNull(),
    minLon: c.real('min_lon').notNull(),
    minLat: c.real('min_lat').notNull(),
    maxLon: c.real('max_lon').notNull(),
    maxLat: c.real('max_lat').notNull(),
    /** share of cells without an elevation */
    unknownShare: c.real('unknown_share').notNull(),
    source: c.text('source').notNull(),
    /** the import that replaced it; null = in force */
    removedBy: c.text('removed_by'),
  });

  /** The list in force; `target_lists` holds every version of it. */
  const targets = c.table('targets', {
    id: c.text('id').primaryKey(),
    scopeRegion: c.text('scope_region'),
    scopeLevel: c.text('scope_level'),
    metric: c.text('metric').$type<TargetMetric>().notNull(),
    /** what exactly is counted: set, detail, k, stage, classes … (contract/target.ts) */
    measure: c.json('measure').$type<TargetMeasure>().notNull(),
    minimum: c.real('minimum').notNull(),
    /** more than this is too much; null = no ceiling */
    ceiling: c.real('ceiling'),
    start: c.text('start').notNull(),
    due: c.text('due').notNull(),
    milestones: c.json('milestones').$type<TargetMilestone[]>().notNull(),
    /** a broken critical target is a veto */
    critical: c.bool('critical').notNull(),
    owner: c.text('owner'),
    note: c.text('note'),
    recordedAt: c.instant('recorded_at').notNull(),
  });

  /** Every version of the list of targets, who made it and why, and who confirmed it. */
  const targetLists = c.table('target_lists', {
    version: c.integer('version').primaryKey(),
    targets: c.json('targets').$type<unknown[]>().notNull(),
    recordedAt: c.instant('recorded_at').notNull(),
    actor: c.text('actor').notNull(),
    reason: c.text('reason'),
    confirmedAt: c.instant('confirmed_at'),
    confirmedBy: c.text('confirmed_by'),
    confirmedNote: c.text('confirmed_note'),
  });

  /** On which days how many cameras of a leaf reached a stage or a later one, as known today (+), or were retired from it
   * (−). A sum up to a day is the number that stood at the stage on that day. */
  const stageSteps = c.table(
    'stage_steps',
    {
      /** '' = cameras in no region */
      regionCode: c.text('region_code').notNull(),
      /** or, of the installed ones, filed; or retired */
      stage: c.text('stage').$type<StageReached | 'filed' | 'retired'>().notNull(),
      day: c.text('day').notNull(),
      cameras: c.integer('cameras').notNull(),
      devices: c.integer('devices').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.regionCode, t.stage, t.day] })],
  );

  /** Leaves whose steps were made, with the data version that was read; −1 = they do not hold any more. */
  const stageLeaves = c.table('stage_leaves', {
    regionCode: c.text('region_code').primaryKey(),
    builtVersion: c.integer('built_version').notNull(),
  });

  /** A batch of work: which cameras, how much money. */
  const projects = c.table('projects', {
    id: c.text('id').primaryKey(),
    name: c.text('name').notNull(),
    regionCode: c.text('region_code'),
    owner: c.text('owner'),
    /** in the currency's whole units */
    budget: c.real('budget'),
    currency: c.text('currency').notNull(),
    startOn: c.text('start_on'),
    dueOn: c.text('due_on'),
    note: c.text('note'),
    revision: c.integer('revision').notNull(),
    recordedAt: c.instant('recorded_at').notNull(),
    actor: c.text('actor').notNull(),
  });
  const projectCameras = c.table(
    'project_cameras',
    { cameraId: c.text('camera_id').primaryKey(), projectId: c.text('project_id').notNull() },
    (t) => [c.index('project_cameras_project').on(t.projectId, t.cameraId)],
  );
  const projectSpends = c.table(
    'project_spends',
    {
      id: c.text('id').primaryKey(),
      projectId: c.text('project_id').notNull(),
      /** what was promised to a supplier, or paid */
      kind: c.text('kind').$type<'committed' | 'spent'>().notNull(),
      day: c.text('day').notNull(),
      amount: c.real('amount').notNull(),
      note: c.text('note'),
      recordedAt: c.instant('recorded_at').notNull(),
      actor: c.text('actor').notNull(),
    },
    (t) => [c.index('project_spends_project').on(t.projectId, t.day)],
  );

  const figures = c.table(
    'figures',
    {
      regionCode: c.text('region_code').notNull(),
      set: c.text('set').$type<'installed' | 'planned'>().notNull(),
      figure: c.json('figure').$type<StoredFigure>().notNull(),
      /** copies for sorting and for columns without reading the JSON; null where the figure has none */
      demandM2: c.real('demand_m2'),
      likelyM2: c.real('likely_m2'),
      /** leaves: cameras standing in the leaf that see it (for distinct counts of parents) */
      ownSeeing: c.integer('own_seeing').notNull(),
      regionM2: c.real('region_m2').notNull(),
      gapNeed: c.real('gap_need').notNull(),
      /** data version whose inputs were read */
      measuredVersion: c.integer('measured_version').notNull(),
      computedAt: c.instant('computed_at').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.regionCode, t.set] })],
  );

  /** Leaves looked at with another detail than `range`, measured when asked; parents are summed from them. */
  const detailFigures = c.table(
    'detail_figures',
    {
      regionCode: c.text('region_code').notNull(),
      set: c.text('set').$type<'installed' | 'planned'>().notNull(),
      detail: c.text('detail').notNull(),
      profile: c.text('profile').notNull(),
      figure: c.json('figure').$type<StoredFigure>().notNull(),
      ownSeeing: c.integer('own_seeing').notNull(),
      regionM2: c.real('region_m2').notNull(),
      gapNeed: c.real('gap_need').notNull(),
      /** as the rows of `sees`: what distinct counts of parents need */
      sees: c.json('sees').$type<DetailSees[]>().notNull(),
      measuredVersion: c.integer('measured_version').notNull(),
      computedAt: c.instant('computed_at').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.profile, t.detail, t.set, t.regionCode] })],
  );

  /** What the cameras that work now see of a leaf (set `live`); parents are summed from them. */
  const liveFigures = c.table('live_figures', {
    regionCode: c.text('region_code').primaryKey(),
    /** null: not computed, because no camera of the leaf has a known state */
    figure: c.json('figure').$type<StoredFigure | null>(),
    ownSeeing: c.integer('own_seeing').notNull(),
    regionM2: c.real('region_m2').notNull(),
    sees: c.json('sees').$type<DetailSees[]>().notNull(),
    /** key places of the leaf that are covered by the installed cameras and not by those that work */
    dark: c.json('dark').$type<string[]>().notNull(),
    online: c.integer('online').notNull(),
    offline: c.integer('offline').notNull(),
    unknown: c.integer('unknown').notNull(),
    measuredVersion: c.integer('measured_version').notNull(),
    /** states as of this instant */
    statusAt: c.instant('status_at').notNull(),
    computedAt: c.instant('computed_at').notNull(),
  });

  /** Figures of leaves at an instant of the past, kept when they were asked for. May be emptied at any time. */
  const pointFigures = c.table(
    'point_figures',
    {
      /** instant, knowledge and set (services/point-in-time.ts) */
      point: c.text('point').notNull(),
      regionCode: c.text('region_code').notNull(),
      figure: c.json('figure').$type<StoredFigure | null>(),
      ownSeeing: c.integer('own_seeing').notNull(),
      regionM2: c.real('region_m2').notNull(),
      gapNeed: c.real('gap_need').notNull(),
      sees: c.json('sees').$type<DetailSees[]>().notNull(),
      computedAt: c.instant('computed_at').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.point, t.regionCode] })],
  );

  /** When each data version came to be. */
  const dataVersions = c.table(
    'data_versions',
    { version: c.integer('version').primaryKey(), at: c.instant('at').notNull() },
    (t) => [c.index('data_versions_at').on(t.at)],
  );

  /** Exceptions to "a camera sees exactly the leaf it stands in". `blind` = it does not see that leaf. */
  const sees = c.table(
    'sees',
    {
      leafCode: c.text('leaf_code').notNull(),
      set: c.text('set').$type<'installed' | 'planned'>().notNull(),
      cameraId: c.text('camera_id').notNull(),
      homeCode: c.text('home_code'),
      blind: c.bool('blind').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.leafCode, t.set, t.cameraId] }), c.index('sees_camera').on(t.cameraId)],
  );

  /** Gap pieces, packed: one row per leaf and cell (gap-blob.ts). */
  const gapCells = c.table(
    'gap_cells',
    {
      regionCode: c.text('region_code').notNull(),
      cell: c.text('cell').notNull(),
      /** greatest and least need among its pieces: ranked lists walk them */
      maxNeed: c.real('max_need').notNull(),
      minNeed: c.real('min_need').notNull(),
      count: c.integer('count').notNull(),
      pieces: c.bytes('pieces').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.regionCode, t.cell] }), c.index('gap_cells_need').on(t.maxNeed, t.minNeed)],
  );

  /** Which pieces of a leaf are connected. */
  const gapLeaves = c.table('gap_leaves', {
    regionCode: c.text('region_code').primaryKey(),
    components: c.bytes('components').notNull(),
  });

  /** Pieces that are gone and those of the same cell and class that took their ground. */
  const gapLinks = c.table(
    'gap_links',
    {
      oldId: c.text('old_id').notNull(),
      newId: c.text('new_id').notNull(),
      regionCode: c.text('region_code').notNull(),
      /** part of the old piece's box that the new one's box covers, 0..1 */
      share: c.real('share').notNull(),
      dataVersion: c.integer('data_version').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.oldId, t.newId] }), c.index('gap_links_version').on(t.dataVersion)],
  );

  /** All metrics of all regions at one data version. `frozen` ones are what was reported: they never change; a correction
   * is a row of its own. */
  const snapshots = c.table(
    'snapshots',
    {
      id: c.text('id').primaryKey(),
      dataVersion: c.integer('data_version').notNull(),
      /** `auto`: after a measuring; `frozen`: what was reported; `known`: the end of a month as known later; `base`: replaced,
       * but others are told apart from it */
      kind: c.text('kind').$type<'auto' | 'frozen' | 'known' | 'base'>().notNull(),
      /** frozen, known: YYYY-MM it speaks of */
      month: c.text('month'),
      /** the instant it speaks of */
      asOf: c.instant('as_of').notNull(),
      takenAt: c.instant('taken_at').notNull(),
      actor: c.text('actor').notNull(),
      reason: c.text('reason'),
      /** the reported one that this corrects */
      correctionOf: c.text('correction_of'),
      treeId: c.text('tree_id'),
      /** the one whose columns its own are told apart from; that one has none */
      baseId: c.text('base_id'),
      /** packed columns of the leaves (snapshot-blob.ts), or deflated JSON of before */
      content: c.bytes('content').notNull(),
      regions: c.integer('regions').notNull(),
    },
    (t) => [c.index('snapshots_version').on(t.dataVersion), c.index('snapshots_month').on(t.month, t.takenAt)],
  );
  /** Region trees that snapshots speak of: codes, names, levels, parents. */
  const snapshotTrees = c.table('snapshot_trees', {
    id: c.text('id').primaryKey(),
    content: c.bytes('content').notNull(),
  });

  const imports = c.table('imports', {
    id: c.text('id').primaryKey(),
    kind: c.text('kind').$type<ImportKind>().notNull(),
    fileName: c.text('file_name').notNull(),
    filePath: c.text('file_path').notNull(),
    state: c
      .text('state')
      .$type<'parsing' | 'ready' | 'needs-answer' | 'committing' | 'committed' | 'undone' | 'failed'>()
      .notNull(),
    options: c.json('options').$type<ImportOptions>().notNull(),
    mapping: c.json('mapping').$type<ColumnMapping[]>().notNull(),
    columns: c.json('columns').$type<string[]>().notNull(),
    receipt: c.json('receipt').$type<ImportReceipt | null>(),
    problemGroups: c.json('problem_groups').$type<ProblemGroup[]>().notNull(),
    jobId: c.text('job_id'),
    measureJobId: c.text('measure_job_id'),
    reason: c.text('reason'),
    reasonZh: c.text('reason_zh'),
    actor: c.text('actor').notNull(),
    createdAt: c.instant('created_at').notNull(),
    committedAt: c.instant('committed_at'),
    /** data version that the commit made */
    dataVersion: c.integer('data_version'),
    sample: c.bool('sample').notNull(),
    /** targets: the list that the commit replaced */
    before: c.json('before').$type<unknown>(),
    /** what reading found beside the receipt */
    findings: c.json('findings').$type<ImportFindings | null>(),
    recipeId: c.text('recipe_id'),
  });

  /** How files of one owner are read. */
  const recipes = c.table('recipes', {
    id: c.text('id').primaryKey(),
    name: c.text('name').notNull(),
    kind: c.text('kind').$type<ImportKind>().notNull(),
    /** of the file it was made from, in its order */
    columns: c.json('columns').$type<string[]>().notNull(),
    options: c.json('options').$type<ImportOptions>().notNull(),
    actor: c.text('actor').notNull(),
    createdAt: c.instant('created_at').notNull(),
    usedAt: c.instant('used_at'),
  });

  /** Which region became which: merges, splits, new codes. */
  const regionCrosswalk = c.table(
    'region_crosswalk',
    {
      id: c.text('id').primaryKey(),
      change: c.text('change').$type<'merge' | 'split' | 'recode' | 'transfer'>().notNull(),
      fromCode: c.text('from_code').notNull(),
      toCode: c.text('to_code').notNull(),
      /** part of the old region's area that lies in the new one, 0..1 */
      share: c.real('share'),
      validFrom: c.instant('valid_from').notNull(),
      recordedAt: c.instant('recorded_at').notNull(),
      actor: c.text('actor').notNull(),
      reason: c.text('reason'),
      importId: c.text('import_id'),
    },
    (t) => [
      c.index('region_crosswalk_from').on(t.fromCode),
      c.index('region_crosswalk_to').on(t.toCode),
      c.index('region_crosswalk_import').on(t.importId),
    ],
  );

  /** Who reports states. The name of a feed is the `source` of its rows. */
  const statusFeeds = c.table(
    'status_feeds',
    {
      no: c.integer('no').primaryKey(),
      id: c.text('id').notNull(),
      /** how often it says something about each camera */
      intervalMs: c.integer('interval_ms').notNull(),
      /** a camera without a word for longer is unknown; null = 2.5 intervals */
      staleAfterMs: c.integer('stale_after_ms'),
      /** a state counts once it has held for so long */
      holdForMs: c.integer('hold_for_ms').notNull(),
      lastBatchAt: c.instant('last_batch_at'),
      /** greatest sequence number it gave */
      lastSequence: c.integer('last_sequence'),
      recordedAt: c.instant('recorded_at').notNull(),
    },
    (t) => [c.uniqueIndex('status_feeds_id').on(t.id)],
  );
  /** Cameras, and devices that cameras hang on, under a short number. */
  const statusSubjects = c.table(
    'status_subjects',
    { no: c.integer('no').primaryKey(), id: c.text('id').notNull() },
    (t) => [c.uniqueIndex('status_subjects_id').on(t.id)],
  );
  const statusReasons = c.table(
    'status_reasons',
    { no: c.integer('no').primaryKey(), text: c.text('text').notNull() },
    (t) => [c.uniqueIndex('status_reasons_text').on(t.text)],
  );
  const statusBatches = c.table(
    'status_batches',
    {
      no: c.integer('no').primaryKey(),
      /** by our clock */
      receivedAt: c.instant('received_at').notNull(),
      actor: c.text('actor').notNull(),
      importId: c.text('import_id'),
      rows: c.integer('rows').notNull(),
      accepted: c.integer('accepted').notNull(),
    },
    (t) => [c.index('status_batches_received').on(t.receivedAt)],
  );
  /** Words about states, a set: the same word is there once, in whatever order it came. Intervals are made of them. */
  const statusWords = c.table(
    'status_words',
    {
      subjectNo: c.integer('subject_no').notNull(),
      /** since when, as the source says: ms since 1970 */
      at: c.integer('at').notNull(),
      feedNo: c.integer('feed_no').notNull(),
      /** 0 unknown, 1 online, 2 offline */
      state: c.integer('state').notNull(),
      /** 0 = none */
      reasonNo: c.integer('reason_no').notNull(),
      /** old words of a run are kept as one: the last of them; null = a single word */
      until: c.integer('until'),
      batchNo: c.integer('batch_no').notNull(),
      importId: c.text('import_id'),
    },
    (t) => [
      c.primaryKey({ columns: [t.subjectNo, t.at, t.feedNo, t.state, t.reasonNo] }),
      c.index('status_words_import').on(t.importId).where(isNotNull(t.importId)),
    ],
  );
  /** Time in which cameras of a scope are expected to be out. */
  const statusWorks = c.table(
    'status_works',
    {
      id: c.text('id').primaryKey(),
      kind: c.text('kind').$type<'region' | 'parent' | 'camera' | 'feed'>().notNull(),
      subject: c.text('subject').notNull(),
      fromAt: c.instant('from_at').notNull(),
      toAt: c.instant('to_at').notNull(),
      reason: c.text('reason').notNull(),
      actor: c.text('actor').notNull(),
      recordedAt: c.instant('recorded_at').notNull(),
      withdrawnAt: c.instant('withdrawn_at'),
    },
    (t) => [c.index('status_works_to').on(t.toAt)],
  );
  /** When this program ran: time in between is our own downtime, not the cameras'. */
  const collectorRuns = c.table('collector_runs', {
    startedAt: c.instant('started_at').primaryKey(),
    lastSeenAt: c.instant('last_seen_at').notNull(),
  });
  /** Camera seconds of a leaf on one day (UTC) by state, for rates over time. */
  const statusDays = c.table(
    'status_days',
    {
      regionCode: c.text('region_code').notNull(),
      day: c.text('day').notNull(),
      cameras: c.integer('cameras').notNull(),
      onlineS: c.real('online_s').notNull(),
      offlineS: c.real('offline_s').notNull(),
      unknownS: c.real('unknown_s').notNull(),
      /** planned works, whatever the state */
      plannedS: c.real('planned_s').notNull(),
      /** our own downtime */
      ownS: c.real('own_s').notNull(),
      computedAt: c.instant('computed_at').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.regionCode, t.day] }), c.index('status_days_day').on(t.day)],
  );

  /** Cameras that went out together. */
  const outages = c.table(
    'outages',
    {
      id: c.text('id').primaryKey(),
      kind: c.text('kind').$type<'feed' | 'parent' | 'region' | 'camera'>().notNull(),
      /** feed id, parent id, region code or camera id */
      subject: c.text('subject').notNull(),
      startedAt: c.instant('started_at').notNull(),
      endedAt: c.instant('ended_at'),
      cause: c.text('cause'),
      cameraIds: c.json('camera_ids').$type<string[]>().notNull(),
      /** of those, how many are out now */
      down: c.integer('down').notNull(),
      /** nearest region that holds them all; null = none */
      regionCode: c.text('region_code'),
      /** likely area with them − without them; null = not computed yet */
      lostM2: c.real('lost_m2'),
      /** likely area before and demand of the leaves it touches */
      beforeM2: c.real('before_m2'),
      demandM2: c.real('demand_m2'),
      leaves: c.json('leaves').$type<string[]>().notNull(),
      keyPlaces: c.json('key_places').$type<string[]>().notNull(),
      neighbours: c.json('neighbours').$type<string[]>().notNull(),
      owner: c.text('owner'),
      note: c.text('note'),
      dueAt: c.instant('due_at'),
      mutedUntil: c.instant('muted_until'),
      revision: c.integer('revision').notNull(),
      recordedAt: c.instant('recorded_at').notNull(),
    },
    (t) => [c.index('outages_ended').on(t.endedAt, t.startedAt), c.index('outages_region').on(t.regionCode)],
  );

  /** Where alerts go beside the inbox. Keys and passwords are never kept here. */
  const alertChannels = c.table('alert_channels', {
    id: c.text('id').primaryKey(),
    kind: c.text('kind').$type<'webhook' | 'email'>().notNull(),
    name: c.text('name').notNull(),
    config: c.json('config').$type<Record<string, unknown>>().notNull(),
    enabled: c.bool('enabled').notNull(),
    recordedAt: c.instant('recorded_at').notNull(),
    actor: c.text('actor').notNull(),
  });
  const alertRules = c.table('alert_rules', {
    id: c.text('id').primaryKey(),
    kind: c.text('kind').$type<AlertKind>().notNull(),
    regionCode: c.text('region_code'),
    params: c.json('params').$type<Record<string, unknown>>().notNull(),
    channels: c.json('channels').$type<string[]>().notNull(),
    enabled: c.bool('enabled').notNull(),
    recordedAt: c.instant('recorded_at').notNull(),
    actor: c.text('actor').notNull(),
  });
  /** The inbox. One row from its first word to the all-clear. */
  const alerts = c.table(
    'alerts',
    {
      id: c.text('id').primaryKey(),
      ruleId: c.text('rule_id').notNull(),
      kind: c.text('kind').$type<AlertKind>().notNull(),
      /** what it is about: one alert is open of a rule and subject */
      subject: c.text('subject').notNull(),
      regionCode: c.text('region_code'),
      params: c.json('params').$type<Record<string, string | number | null>>().notNull(),
      openedAt: c.instant('opened_at').notNull(),
      remindedAt: c.instant('reminded_at'),
      clearedAt: c.instant('cleared_at'),
      /** what was said of it last, and when: an alert that comes back soon is not said again */
      said: c.text('said').$type<'open' | 'reminder' | 'clear'>().notNull(),
      saidAt: c.instant('said_at').notNull(),
      readAt: c.instant('read_at'),
      readBy: c.text('read_by'),
    },
    (t) => [
      c.index('alerts_opened').on(t.openedAt, t.id),
      c.index('alerts_subject').on(t.ruleId, t.subject, t.openedAt),
    ],
  );
  const alertDeliveries = c.table(
    'alert_deliveries',
    {
      id: c.text('id').primaryKey(),
      alertId: c.text('alert_id').notNull(),
      channelId: c.text('channel_id').notNull(),
      event: c.text('event').$type<'open' | 'reminder' | 'clear' | 'test'>().notNull(),
      state: c.text('state').$type<'waiting' | 'sent' | 'failed'>().notNull(),
      attempts: c.integer('attempts').notNull(),
      nextAt: c.instant('next_at').notNull(),
      failure: c.text('failure'),
      sentAt: c.instant('sent_at'),
    },
    (t) => [c.index('alert_deliveries_next').on(t.state, t.nextAt), c.index('alert_deliveries_alert').on(t.alertId)],
  );

  /** What the quality rules found, as of their last run. */
  const qualityIssues = c.table(
    'quality_issues',
    {
      rule: c.text('rule').notNull(),
      /** camera id */
      subject: c.text('subject').notNull(),
      regionCode: c.text('region_code'),
      /** ground whose coverage would be settled, or is in doubt, through it (m²) */
      effectM2: c.real('effect_m2').notNull(),
      detail: c.json('detail').$type<Record<string, string | number | null>>().notNull(),
      /** of the camera when it was found */
      revision: c.integer('revision').notNull(),
      firstSeenAt: c.instant('first_seen_at').notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.rule, t.subject] }),
      c.index('quality_issues_subject').on(t.subject),
      c.index('quality_issues_region').on(t.regionCode),
      c.index('quality_issues_effect').on(t.rule, t.effectM2),
    ],
  );

  /** What people said of an issue: not one (until the record changes), or whose it is. */
  const qualityMarks = c.table(
    'quality_marks',
    {
      rule: c.text('rule').notNull(),
      subject: c.text('subject').notNull(),
      mark: c.text('mark').$type<'ignored' | 'assigned'>().notNull(),
      /** the owner it is assigned to, or why it is ignored */
      text: c.text('text').notNull(),
      /** of the camera when it was said */
      revision: c.integer('revision').notNull(),
      actor: c.text('actor').notNull(),
      at: c.instant('at').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.rule, t.subject, t.mark] })],
  );

  /** What people said of a rule itself: that it is wrong, and why. */
  const qualityFeedback = c.table(
    'quality_feedback',
    {
      id: c.text('id').primaryKey(),
      rule: c.text('rule').notNull(),
      /** the region it was looked at in; null = everything */
      regionCode: c.text('region_code'),
      text: c.text('text'),
      actor: c.text('actor').notNull(),
      at: c.instant('at').notNull(),
    },
    (t) => [c.index('quality_feedback_rule').on(t.rule, t.id)],
  );

  /** The last run of each rule. */
  const qualityRuns = c.table('quality_runs', {
    rule: c.text('rule').primaryKey(),
    dataVersion: c.integer('data_version').notNull(),
    ranAt: c.instant('ran_at').notNull(),
    checked: c.integer('checked').notNull(),
    found: c.integer('found').notNull(),
    /** why it did not end; its issues are then those of an earlier run */
    failure: c.text('failure'),
  });

  /** Staging: rows that are good, and what a commit would do with each. Emptied at commit and at start-up. */
  const importRows = c.table(
    'import_rows',
    {
      importId: c.text('import_id').notNull(),
      seq: c.integer('seq').notNull(),
      key: c.text('key').notNull(),
      action: c.text('action').$type<'create' | 'update' | 'unchanged'>().notNull(),
      data: c.json('data').$type<unknown>().notNull(),
      geometry: c.bytes('geometry'),
    },
    (t) => [c.primaryKey({ columns: [t.importId, t.seq] })],
  );

  const importProblems = c.table(
    'import_problems',
    {
      importId: c.text('import_id').notNull(),
      seq: c.integer('seq').notNull(),
      code: c.text('code').notNull(),
      severity: c.text('severity').$type<'error' | 'warning' | 'note'>().notNull(),
      row: c.integer('row'),
      problem: c.json('problem').$type<Problem>().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.importId, t.seq] }), c.index('import_problems_row').on(t.importId, t.row)],
  );

  /** Cells of rows that stayed out, in the order of the import's `columns`, for rejected.csv. */
  const importRejected = c.table(
    'import_rejected',
    {
      importId: c.text('import_id').notNull(),
      seq: c.integer('seq').notNull(),
      row: c.integer('row').notNull(),
      cells: c.json('cells').$type<string[]>().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.importId, t.seq] })],
  );

  const jobs = c.table(
    'jobs',
    {
      id: c.text('id').primaryKey(),
      kind: c
        .text('kind')
        .$type<'import' | 'measure' | 'sample' | 'report' | 'export' | 'quality' | 'history' | 'stages' | 'snapshot'>()
        .notNull(),
      state: c.text('state').$type<'queued' | 'running' | 'done' | 'failed' | 'cancelled'>().notNull(),
      phase: c.text('phase').notNull(),
      done: c.integer('done').notNull(),
      total: c.integer('total'),
      rate: c.real('rate'),
      secondsLeft: c.real('seconds_left'),
      input: c.json('input').$type<Record<string, unknown>>().notNull(),
      /** measure: the last leaf written, so that a restart goes on behind it */
      position: c.text('position'),
      reason: c.text('reason'),
      reasonZh: c.text('reason_zh'),
      result: c.json('result').$type<unknown>(),
      actor: c.text('actor').notNull(),
      createdAt: c.instant('created_at').notNull(),
      startedAt: c.instant('started_at'),
      endedAt: c.instant('ended_at'),
    },
    (t) => [c.index('jobs_state').on(t.state)],
  );

  const audit = c.table(
    'audit',
    {
      seq: c.integer('seq').primaryKey(),
      at: c.instant('at').notNull(),
      actor: c.text('actor').notNull(),
      action: c.text('action').notNull(),
      subject: c.text('subject').notNull(),
      detail: c.json('detail').$type<Record<string, unknown>>().notNull(),
      prevHash: c.text('prev_hash').notNull(),
      hash: c.text('hash').notNull(),
    },
    (t) => [c.index('audit_subject').on(t.subject)],
  );

  const idempotency = c.table('idempotency', {
    key: c.text('key').primaryKey(),
    actor: c.text('actor').notNull(),
    payloadHash: c.text('payload_hash').notNull(),
    answer: c.json('answer').$type<unknown>(),
    createdAt: c.instant('created_at').notNull(),
  });

  /** What the workspace decided: the newest version of a key is in force, the others say what was. */
  const settings = c.table(
    'settings',
    {
      key: c.text('key').$type<'assumptions' | 'profiles' | 'keptDetails' | 'progress' | 'presets'>().notNull(),
      version: c.integer('version').notNull(),
      value: c.json('value').$type<unknown>().notNull(),
      recordedAt: c.instant('recorded_at').notNull(),
      actor: c.text('actor').notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.key, t.version] })],
  );

  const meta = c.table('meta', {
    key: c.text('key').primaryKey(),
    value: c.json('value').$type<unknown>().notNull(),
  });

  return {
    regions,
    cameras,
    cameraCells,
    cameraHistory,
    regionHistory,
    publicSpace,
    publicSpaceExtents,
    obstacles,
    elevations,
    privacyZones,
    layerExtents,
    placeFigures,
    targets,
    figures,
    detailFigures,
    sees,
    gapCells,
    gapLeaves,
    gapLinks,
    snapshots,
    imports,
    recipes,
    regionCrosswalk,
    targetLists,
    stageSteps,
    stageLeaves,
    projects,
    projectCameras,
    projectSpends,
    liveFigures,
    pointFigures,
    dataVersions,
    snapshotTrees,
    statusFeeds,
    statusSubjects,
    statusReasons,
    statusBatches,
    statusWords,
    statusWorks,
    collectorRuns,
    statusDays,
    outages,
    alertChannels,
    alertRules,
    alerts,
    alertDeliveries,
    qualityIssues,
    qualityMarks,
    qualityFeedback,
    qualityRuns,
    importRows,
    importProblems,
    importRejected,
    jobs,
    audit,
    idempotency,
    settings,
    meta,
  };
}

export interface ImportFindings {
  probe: ImportProbe;
  truth: TruthTest | null;
  diff: ImportDiff | null;
}

export interface ProblemGroup {
  code: string;
  severity: 'error' | 'warning' | 'note';
  count: number;
  message: string;
  messageZh: string;
  fix: string;
  fixZh: string;
  /** of a database of before: absent */
  repairable?: number;
  values?: { column: string | null; value: string; count: number; proposal: string | null }[];
}
