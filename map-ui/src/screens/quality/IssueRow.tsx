// One issue of the list: which camera, how much hangs on it, and its verbs when it is selected.
import { memo } from 'react';
import type { QualityIssue } from '#contract/quality';
import { formatArea, formatShare, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { Button } from '../../ui/Button.tsx';
import type { Act } from './ActDialog.tsx';
import { daysSince } from './words.ts';

export interface RowHands {
  select(issue: QualityIssue): void;
  tick(issue: QualityIssue, isOn: boolean): void;
  ask(issue: QualityIssue, act: Act): void;
  unignore(issue: QualityIssue): void;
  toMap(issue: QualityIssue): void;
}
interface IssueRowProps {
  issue: QualityIssue;
  isSelected: boolean;
  isTicked: boolean;
  canFix: boolean;
  /** the same object from one drawing to the next: two thousand rows are drawn once */
  hands: RowHands;
}

export const IssueRow = memo(function IssueRow({ issue, isSelected, isTicked, canFix, hands }: IssueRowProps) {
  const { t, language } = useText();
  const { hiddenShare } = issue.detail;
  const name = issue.camera.name ?? issue.camera.id;
  return (
    <li data-camera={issue.camera.id} aria-current={isSelected || undefined}>
      <input
        type="checkbox"
        aria-label={t('quality.tick', { name })}
        checked={isTicked}
        onChange={(event) => hands.tick(issue, event.target.checked)}
      />
      <button type="button" className="quality-issue" onClick={() => hands.select(issue)}>
        <span className="ellipsis">{name}</span>
        <span className="mute small ellipsis">
          {[
            typeof hiddenShare === 'number' ? t('quality.hidden', { share: formatShare(hiddenShare, language) }) : null,
            issue.region === null ? t('quality.nowhere') : placeName(issue.region, language),
            t('quality.days', { days: daysSince(issue.firstSeenAt, Date.now()) }),
            issue.owner,
            issue.isChanged ? t('quality.changed') : null,
            issue.ignored?.reason,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </button>
      <span className="num quality-effect">{issue.effectM2 > 0 ? formatArea(issue.effectM2, language) : NONE}</span>
      {isSelected && (
        <span className="quality-verbs">
          {canFix && (
            <Button small kind="primary" onPress={() => hands.ask(issue, 'fix')}>
              {t('quality.act.fix')} <kbd>F</kbd>
            </Button>
          )}
          {issue.ignored === null ? (
            <Button small onPress={() => hands.ask(issue, 'ignore')}>
              {t('quality.act.ignore')} <kbd>I</kbd>
            </Button>
          ) : (
            <Button small onPress={() => hands.unignore(issue)}>
              {t('quality.act.unignore')}
            </Button>
          )}
          <Button small onPress={() => hands.ask(issue, 'assign')}>
            {t('quality.act.assign')}
          </Button>
          <Button small icon="map" onPress={() => hands.toMap(issue)}>
            {t('quality.act.map')} <kbd>O</kbd>
          </Button>
        </span>
      )}
    </li>
  );
});
