// Why is it this number? Everything that is needed to check it.
import type { ReactNode } from 'react';
import type { Figure } from '#contract/figure';
import { assumptionSentence } from '#rules/assumptions';
import { formatArea, formatCount, formatShare, formatTime, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { EmptyState } from '../../ui/StatePanel.tsx';

function Row({ label, children, share }: { label: string; children: ReactNode; share?: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="num">
        {children}
        {share !== undefined && <span className="mute"> {share}</span>}
      </dd>
    </div>
  );
}

function Areas({ figure }: { figure: Figure }) {
  const { t, language } = useText();
  const { demandM2, likelyM2, coveredM2, coveredHighM2, depthM2 } = figure;
  if (demandM2 === null || likelyM2 === null || coveredM2 === null || coveredHighM2 === null) return null;
  const area = (m2: number) => formatArea(m2, language);
  const share = (m2: number) => (demandM2 > 0 ? formatShare(m2 / demandM2, language) : '');
  return (
    <>
      <section>
        <h2>{t('evidence.formula')}</h2>
        <p className="map-formula num">
          <span>
            {area(likelyM2)} <small className="mute">{t('evidence.numerator')}</small>
          </span>
          <span>
            {area(demandM2)} <small className="mute">{t('evidence.denominator')}</small>
          </span>
          <b>= {demandM2 > 0 ? formatShare(likelyM2 / demandM2, language, 2) : NONE}</b>
        </p>
        <dl className="map-evidence">
          <Row label={t('evidence.low')} share={share(coveredM2)}>
            {area(coveredM2)}
          </Row>
          <Row label={t('evidence.high')} share={share(coveredHighM2)}>
            {area(coveredHighM2)}
          </Row>
          <Row label={t('evidence.open')} share={share(demandM2 - coveredHighM2)}>
            {area(Math.max(0, demandM2 - coveredHighM2))}
          </Row>
        </dl>
      </section>
      {depthM2 && (
        <section>
          <h2>{t('evidence.depth')}</h2>
          <dl className="map-evidence">
            {depthM2.map((m2, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place in the list is the depth
              <Row key={i} label={t('evidence.depthK', { k: i + 1 })} share={share(m2)}>
                {area(m2)}
              </Row>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

export function Evidence({ figure }: { figure: Figure | null }) {
  const { t, language } = useText();
  if (figure === null || figure.leavesMeasured === 0) return <EmptyState compact title={t('state.notMeasured')} />;
  const assumptions = Object.entries(figure.assumptions).filter(([, count]) => count > 0);
  return (
    <div className="map-why">
      {figure.unaimed > 0 && <p className="map-lead">{t('evidence.unaimedLead', { count: figure.unaimed })}</p>}
      <Areas figure={figure} />
      <section>
        <h2>{t('evidence.assumptions')}</h2>
        {assumptions.length === 0 ? (
          <p className="mute">{t('evidence.assumptionsNone')}</p>
        ) : (
          <dl className="map-evidence">
            {assumptions
              .sort((a, b) => b[1] - a[1])
              .map(([name, count]) => (
                <Row key={name} label={assumptionSentence(name)[language]}>
                  {t('evidence.assumptionRecords', { count: count })}
                </Row>
              ))}
          </dl>
        )}
      </section>
      <section>
        <h2>{t('evidence.checks')}</h2>
        <dl className="map-evidence">
          <Row label={t('evidence.checks')}>
            {figure.failedChecks.length === 0
              ? t('evidence.checksHeld')
              : t('evidence.checksFailed', { names: figure.failedChecks.join(', ') })}
          </Row>
          <Row label={t('evidence.residual')}>{figure.residualM.toExponential(1)} m</Row>
          <Row label={t('evidence.basis')}>{t(`basis.${figure.basis}`)}</Row>
          <Row label={t('evidence.set')}>{t(`set.${figure.set}`)}</Row>
          <Row label={t('evidence.detail')}>{figure.detail}</Row>
          <Row label={t('evidence.profile')}>{figure.profile ?? NONE}</Row>
          <Row label={t('evidence.leaves')}>
            {t('evidence.leavesOf', {
              done: formatCount(figure.leavesMeasured, language),
              total: formatCount(figure.leaves, language),
            })}
          </Row>
          <Row label={t('evidence.dataVersion')}>v{figure.dataVersion}</Row>
          <Row label={t('evidence.computedAt')}>{formatTime(figure.computedAt)}</Row>
        </dl>
      </section>
    </div>
  );
}
