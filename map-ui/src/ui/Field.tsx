// One thing to fill in, with its name above and what is wrong with it below.
import { type ComponentProps, type ReactNode, useId } from 'react';
import './field.css';

interface FieldProps {
  label: string;
  hint?: string;
  error?: string | null;
  children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ReactNode;
}
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = `${id}-note`;
  const text = error ?? hint;
  return (
    <div className="ui-field">
      <label htmlFor={id}>{label}</label>
      {children({ id, describedBy: text ? note : undefined, invalid: Boolean(error) })}
      {text && (
        <p id={note} className={error ? 'ui-field-error' : 'mute small'} role={error ? 'alert' : undefined}>
          {text}
        </p>
      )}
    </div>
  );
}

type InputProps = Omit<ComponentProps<'input'>, 'onChange' | 'className' | 'children'>;
interface TextInputProps extends InputProps {
  label: string;
  hint?: string;
  error?: string | null;
  value: string;
  unit?: string;
  onChange: (value: string) => void;
}
export function TextInput({ label, hint, error, unit, value, onChange, ...props }: TextInputProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <span className="ui-field-line">
          <input
            {...props}
            id={id}
            className="ui-input"
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {unit && <span className="mute">{unit}</span>}
        </span>
      )}
    </Field>
  );
}

interface ChoiceProps {
  label: string;
  error?: string | null;
  value: string;
  options: readonly (readonly [value: string, word: string])[];
  onChange: (value: string) => void;
}
/** One of a few, as the system's own list. */
export function Choice({ label, error, value, options, onChange }: ChoiceProps) {
  return (
    <Field label={label} error={error}>
      {({ id, describedBy, invalid }) => (
        <select
          id={id}
          className="ui-input"
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map(([key, word]) => (
            <option key={key} value={key}>
              {word}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
