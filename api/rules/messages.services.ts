// Sentences of the codes that api/services raise.
import type { Catalogue } from './messages.ts';

export const SERVICE_MESSAGES: Catalogue = {
  'region.not_found': {
    en: { message: 'There is no region {code}.', fix: 'Check the code; the list of regions shows the known ones.' },
    zh: { message: '没有代码为 {code} 的区划。', fix: '请核对代码；区划列表中有全部已知代码。' },
  },
  'import.no_truth_test': {
    en: {
      message: 'Import {id} has no test of its coordinates.',
      fix: 'There is one once regions are in and the file has ten positions or more.',
    },
    zh: { message: '导入 {id} 没有坐标检验。', fix: '导入区划后，文件中有十个以上位置时才会检验。' },
  },
  'region.retired': {
    en: { message: 'Region {code} was retired.', fix: 'In its place: {successors}.' },
    zh: { message: '区划 {code} 已停用。', fix: '取代它的区划：{successors}。' },
  },
  'import.vanish_unconfirmed': {
    en: {
      message: '{count} records of earlier imports of {file} are not in it any more, and would be removed.',
      fix: 'Confirm with their number ("vanish": {count}; on the command line --yes), or keep them (vanish = keep).',
    },
    zh: {
      message: '{file} 以前导入的 {count} 条记录已不在文件中，提交后将被删除。',
      fix: '请以该数目确认（"vanish": {count}；命令行用 --yes），或保留这些记录（vanish = keep）。',
    },
  },
  'import.vanish_changed': {
    en: {
      message: '{count} records would be removed, but {confirmed} were confirmed: the inventory changed in between.',
      fix: 'Read the file again, look at what vanished, and confirm the new number.',
    },
    zh: {
      message: '将删除 {count} 条记录，而确认的是 {confirmed} 条：其间点位清单已有变化。',
      fix: '请重新读取文件，查看消失的记录，并确认新的数目。',
    },
  },
  'import.repair_unfit': {
    en: {
      message: 'Only a committed import of cameras can be placed anew; this one is {kind}, {state}.',
      fix: 'Before the commit, answer with another coordinate system instead.',
    },
    zh: {
      message: '只有已提交的点位导入才能重新定位；该导入为 {kind}，状态 {state}。',
      fix: '提交之前，请改选坐标系。',
    },
  },
  'import.repair_nothing': {
    en: {
      message:
        'No camera of {file} would change: {same} stand in {crs} already, {byHand} were placed by hand, {impossible} cannot be in it.',
      fix: 'Name the system in which the file really is; the coordinate test proposes one.',
    },
    zh: {
      message:
        '{file} 中没有点位会改变：{same} 个已按 {crs} 定位，{byHand} 个由人工定位，{impossible} 个不可能属于该坐标系。',
      fix: '请指明文件实际使用的坐标系；坐标检验会给出建议。',
    },
  },
  'recipe.not_found': {
    en: { message: 'There is no recipe {id}.', fix: 'Take one from the list, or none.' },
    zh: { message: '没有方案 {id}。', fix: '请从列表中选择，或不使用方案。' },
  },
  'recipe.no_columns': {
    en: {
      message: 'This import has no columns that could be remembered.',
      fix: 'Save the recipe of an import that was read as a table.',
    },
    zh: { message: '该导入没有可记住的列。', fix: '请从按表格读取的导入保存方案。' },
  },
  'region.not_a_leaf': {
    en: {
      message: 'Region {code} has parts of its own: only a region without parts is measured by itself.',
      fix: 'Ask for one of the regions below it.',
    },
    zh: { message: '区划 {code} 还有下级区划：只有没有下级的区划才单独测算。', fix: '请改查其下级区划。' },
  },
  'gap.not_found': {
    en: {
      message: 'There is no gap {id}.',
      fix: 'Gaps are named by where they are: a change nearby gives new ids. Take one of the gaps in its place, if any are named.',
    },
    zh: {
      message: '没有编号为 {id} 的盲区。',
      fix: '盲区按其位置编号，附近有变化时编号随之改变。如列出了原位置上的盲区，请改用其编号。',
    },
  },
  'camera.not_found': {
    en: { message: 'There is no camera {id}.', fix: 'Check the id; it may have been removed.' },
    zh: { message: '没有编号为 {id} 的点位。', fix: '请核对编号；该点位可能已被删除。' },
  },
  'camera.exists': {
    en: {
      message: 'A camera {id} is already in the inventory.',
      fix: 'Change that one, or give the new one another id.',
    },
    zh: { message: '点位 {id} 已存在。', fix: '请修改该点位，或为新点位使用其他编号。' },
  },
  'camera.revision_conflict': {
    en: {
      message: 'Camera {id} was changed by {actor} at {at}: it is at revision {current}, you changed revision {given}.',
      fix: 'Load it again, look at what changed, and repeat your change.',
    },
    zh: {
      message: '点位 {id} 已于 {at} 被 {actor} 修改：当前版本为 {current}，您修改的是版本 {given}。',
      fix: '请重新载入，查看变化后再次修改。',
    },
  },
  'camera.crs_unknown': {
    en: { message: 'The coordinate system {crs} is not known.', fix: 'Use wgs84, cgcs2000, gcj02, bd09 or epsg:N.' },
    zh: { message: '坐标系 {crs} 未知。', fix: '请使用 wgs84、cgcs2000、gcj02、bd09 或 epsg:N。' },
  },
  'camera.secret': {
    en: {
      message: 'The field {field} holds a password, an address of a device or stream, or a number of a person.',
      fix: 'Leave it out: such things are never kept here.',
    },
    zh: { message: '字段 {field} 含有密码、设备或视频流地址，或个人联系方式。', fix: '请删去：此类内容一律不保存。' },
  },
  'camera.position_invalid': {
    en: {
      message: 'The position {x}, {y} is no place on Earth in {crs}.',
      fix: 'Check the order of the two numbers and the coordinate system.',
    },
    zh: { message: '坐标 {x}, {y} 在 {crs} 中不是有效位置。', fix: '请检查两个数字的顺序和坐标系。' },
  },
  'terrain.grid_missing': {
    en: {
      message: 'The kept elevation grid {path} (from {file}) cannot be read: {reason}.',
      fix: 'Put it back from a backup of the data folder, or undo that import and import the file again. Figures near it are not measured until then.',
    },
    zh: {
      message: '无法读取已保存的高程栅格 {path}（来自 {file}）：{reason}。',
      fix: '请从数据目录的备份中恢复该文件，或撤销该次导入后重新导入。在此之前，受影响的数字不会重新计算。',
    },
  },
  'import.not_found': {
    en: { message: 'There is no import {id}.', fix: 'Check the id, or start the import again.' },
    zh: { message: '没有编号为 {id} 的导入。', fix: '请核对编号，或重新开始导入。' },
  },
  'import.wrong_state': {
    en: { message: 'This import is {state}; that cannot be done with it now.', fix: '{hint}' },
    zh: { message: '该导入当前状态为 {state}，不能执行此操作。', fix: '{hintZh}' },
  },
  'import.questions_open': {
    en: {
      message: 'A question about this file is still open: {question}',
      fix: 'Answer it with the option "{option}".',
    },
    zh: { message: '该文件还有未回答的问题：{question}', fix: '请用选项“{option}”回答。' },
  },
  'import.undo_blocked': {
    en: {
      message: 'This import cannot be undone: {count} of its records were changed afterwards.',
      fix: 'Undo the later changes first, newest first.',
    },
    zh: { message: '无法撤销该导入：其中 {count} 条记录之后又被修改。', fix: '请先从最新的开始撤销之后的修改。' },
  },
  'import.interrupted': {
    en: {
      message: 'The program stopped while this file was being read.',
      fix: 'Start the import again; nothing was changed.',
    },
    zh: { message: '读取该文件时程序被中断。', fix: '请重新导入；未作任何更改。' },
  },
  'import.cancelled': {
    en: { message: 'Reading this file was cancelled.', fix: 'Start the import again; nothing was changed.' },
    zh: { message: '已取消读取该文件。', fix: '请重新导入；未作任何更改。' },
  },
  'import.no_rows': {
    en: {
      message: 'No row of {file} can be used, so there is nothing to take over.',
      fix: 'Mend the rows that the problems name, and import the file again.',
    },
    zh: { message: '{file} 中没有可用的行，无可导入。', fix: '请按问题列表修正各行后重新导入。' },
  },
  'import.targets_changed': {
    en: {
      message: 'This import cannot be undone: the targets were changed afterwards.',
      fix: 'Correct the targets themselves, or undo the later import of targets first.',
    },
    zh: { message: '无法撤销该导入：之后目标又被修改。', fix: '请直接修改目标，或先撤销之后的目标导入。' },
  },
  'import.failed': {
    en: { message: 'The import failed: {reason}', fix: 'Nothing was changed. Correct the file and try again.' },
    zh: { message: '导入失败：{reason}', fix: '未作任何更改。请更正文件后重试。' },
  },
  'import.extent_unknown': {
    en: {
      message: 'The extent names a region {code} that is not known.',
      fix: 'Import the regions first, or correct the code.',
    },
    zh: { message: '范围中的区划 {code} 不存在。', fix: '请先导入区划，或更正代码。' },
  },
  'import.no_regions': {
    en: {
      message: 'There are no regions yet, so public space has nowhere to belong.',
      fix: 'Import region boundaries first.',
    },
    zh: { message: '尚无区划，公共区域无所归属。', fix: '请先导入区划边界。' },
  },
  'job.not_found': {
    en: { message: 'There is no job {id}.', fix: 'Check the id.' },
    zh: { message: '没有编号为 {id} 的任务。', fix: '请核对编号。' },
  },
  'job.interrupted': {
    en: { message: 'The program stopped while this job was running.', fix: 'Start it again.' },
    zh: { message: '任务运行时程序被中断。', fix: '请重新开始该任务。' },
  },
  'job.failed': {
    en: { message: 'The job failed: {reason}', fix: 'Try again; if it fails again, report it with the id {id}.' },
    zh: { message: '任务失败：{reason}', fix: '请重试；若再次失败，请连同编号 {id} 一起反馈。' },
  },
  'figure.k_out_of_range': {
    en: { message: 'Figures are kept for k from 1 to {max}; {k} was asked.', fix: 'Ask for a k from 1 to {max}.' },
    zh: { message: '系统保存 k 为 1 到 {max} 的数字，请求的是 {k}。', fix: '请使用 1 到 {max} 之间的 k。' },
  },
  'cameras.too_many_to_weigh': {
    en: {
      message: 'What each camera is missed for is computed on demand, for at most {max}; this region has {what}.',
      fix: 'Ask for a smaller region.',
    },
    zh: { message: '各点位的独有覆盖按需计算，上限为 {max}，该区划为 {what}。', fix: '请选择较小的区划。' },
  },
  'list.cursor_invalid': {
    en: { message: 'The cursor does not belong to this list.', fix: 'Start again from the first page.' },
    zh: { message: '分页游标与该列表不符。', fix: '请从第一页重新开始。' },
  },
  'list.sort_unknown': {
    en: { message: 'The list cannot be sorted by {sort}.', fix: 'Use one of {choices}.' },
    zh: { message: '列表不能按 {sort} 排序。', fix: '请使用：{choices}。' },
  },
  'target.scope_unknown': {
    en: {
      message: 'Target {id} is for {scope}, which is not known.',
      fix: 'Import the regions first, or correct the scope.',
    },
    zh: { message: '目标 {id} 的范围 {scope} 不存在。', fix: '请先导入区划，或更正范围。' },
  },
  'target.id_repeated': {
    en: { message: 'The target id {id} is given twice.', fix: 'Give every target its own id, or none.' },
    zh: { message: '目标编号 {id} 重复。', fix: '请为每个目标使用不同的编号，或不填编号。' },
  },
  'target.dates': {
    en: { message: 'Target {id} is due before it starts.', fix: 'Give a due date after {start}.' },
    zh: { message: '目标 {id} 的截止日期早于开始日期。', fix: '请给出晚于 {start} 的截止日期。' },
  },
  'sample.present': {
    en: { message: 'The sample county is already loaded.', fix: 'Remove it first if you want it anew.' },
    zh: { message: '示例县已载入。', fix: '如需重新载入，请先移除。' },
  },
  'sample.absent': {
    en: { message: 'The sample county is not loaded.', fix: 'There is nothing to remove.' },
    zh: { message: '示例县尚未载入。', fix: '无需移除。' },
  },
  'request.key_reused': {
    en: { message: 'This Idempotency-Key belongs to another request.', fix: 'Use a new key for a new request.' },
    zh: { message: '该 Idempotency-Key 属于另一个请求。', fix: '新请求请使用新的键。' },
  },
  'report.not_found': {
    en: { message: 'There is no such report file.', fix: 'Start the report again.' },
    zh: { message: '没有该报告文件。', fix: '请重新生成报告。' },
  },
  'report.format_unknown': {
    en: { message: 'Reports cannot be written as {format}.', fix: 'Use one of {choices}.' },
    zh: { message: '报告不支持格式 {format}。', fix: '请使用：{choices}。' },
  },
};
