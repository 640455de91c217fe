// How one of two to five things is chosen when all of them should stay in sight.
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import './segments.css';

export interface Segment<K extends string> {
  id: K;
  label: string;
  /** muted, behind the label */
  note?: string;
}
interface SegmentsProps<K extends string> {
  label: string;
  items: readonly Segment<K>[];
  value: K;
  onChange: (id: K) => void;
}
export function Segments<K extends string>({ label, items, value, onChange }: SegmentsProps<K>) {
  return (
    <ToggleButtonGroup
      className="ui-segments"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [key] = [...keys];
        if (key !== undefined) onChange(String(key) as K);
      }}
    >
      {items.map((item) => (
        <ToggleButton key={item.id} id={item.id} className="ui-segment">
          {item.label}
          {item.note && <span className="ui-segment-note num">{item.note}</span>}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
