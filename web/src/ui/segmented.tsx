/** A choice of one among few, as radio buttons that look like one switch. */
export function Segmented<T extends string>({
  label,
  name,
  value,
  options,
  onChange,
}: {
  label: string;
  name: string;
  value: T;
  options: readonly { value: T; label: string; title?: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <fieldset className="segmented">
      <legend className="sr">{label}</legend>
      {options.map((o) => (
        <label key={o.value} title={o.title} className={o.value === value ? 'segmented__on' : undefined}>
          <input type="radio" className="sr" name={name} value={o.value} checked={o.value === value} onChange={() => onChange(o.value)} />
          {o.label}
        </label>
      ))}
    </fieldset>
  );
}
