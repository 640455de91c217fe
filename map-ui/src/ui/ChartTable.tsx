// The same values as a table: newest first, a gap is a dash.
import { NONE } from '../i18n/format.ts';
import { useText } from '../i18n/i18n.ts';
import type { ChartData } from './chart-model.ts';
import { monthOf } from './months.ts';
import { Scroll } from './Scroll.tsx';
import { Table } from './Table.tsx';

interface TableProps {
  title: string;
  data: ChartData;
  range: readonly [number, number];
  format: (value: number) => string;
}
export function ChartTable({ title, data, range, format }: TableProps) {
  const { t } = useText();
  const rows: number[] = [];
  for (let i = range[1]; i >= range[0]; i--) if (data.series.some((s) => s.values[i] != null)) rows.push(i);
  return (
    <Scroll label={title} className="ui-chart-table">
      <Table label={title}>
        <thead>
          <tr>
            <th scope="col" className="ui-left">
              {t('chart.month')}
            </th>
            {data.series.map((s) => (
              <th key={s.id} scope="col" className="ui-right">
                {s.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((i) => (
            <tr key={data.xs[i]}>
              <th scope="row" className="ui-left num">
                {monthOf(data.xs[i])}
              </th>
              {data.series.map((s) => (
                <td key={s.id} className="num">
                  {s.values[i] == null ? NONE : format(s.values[i])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </Scroll>
  );
}
