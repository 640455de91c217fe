// The parts every table is made of: a head whose columns sort, and rows 28 px high.
import type { ReactNode } from 'react';
import { useText } from '../i18n/i18n.ts';
import { Icon } from '../theme/icons.tsx';

export interface ColumnHead {
  id: string;
  label: string;
  align?: 'left' | 'right';
  sortable?: boolean;
  width?: number;
  /** the label is only spoken: the column draws what the next one writes */
  quiet?: boolean;
}
interface TableHeadProps {
  columns: readonly ColumnHead[];
  /** `name` ascending, `-name` descending */
  sort: string | null;
  onSort: (sort: string) => void;
}
export function TableHead({ columns, sort, onSort }: TableHeadProps) {
  const { t } = useText();
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const up = sort === column.id;
          const down = sort === `-${column.id}`;
          const label = (
            <>
              {column.label}
              {(up || down) && <Icon name={up ? 'up' : 'down'} size={12} />}
            </>
          );
          return (
            <th
              key={column.id}
              scope="col"
              className={column.align === 'left' ? 'ui-left' : 'ui-right'}
              style={column.width ? { width: column.width } : {}}
              aria-sort={up ? 'ascending' : down ? 'descending' : column.sortable ? 'none' : undefined}
            >
              {column.sortable ? (
                <button type="button" className="ui-sort" onClick={() => onSort(down ? column.id : `-${column.id}`)}>
                  {label}
                  <span className="visually-hidden">
                    {up ? t('table.ascending') : down ? t('table.descending') : ''}
                  </span>
                </button>
              ) : column.quiet ? (
                <span className="visually-hidden">{label}</span>
              ) : (
                label
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

export function Table({ label, children, className = '' }: { label: string; children: ReactNode; className?: string }) {
  return (
    <table className={`ui-table ${className}`} aria-label={label}>
      {children}
    </table>
  );
}
