// A link to another place of the product: a real one for a new tab, without loading the page anew for a click.
import type { ComponentProps } from 'react';
import { hrefOf, navigate } from '../location.ts';
import type { UrlState } from '../url-state.ts';

type LinkProps = Omit<ComponentProps<'a'>, 'href' | 'onClick'> & { to: UrlState };
export function PlaceLink({ to, ...props }: LinkProps) {
  return (
    // biome-ignore lint/a11y/useAnchorContent: what is inside comes with the props
    <a
      {...props}
      href={hrefOf(to)}
      onClick={(event) => {
        event.stopPropagation();
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigate(to);
      }}
    />
  );
}
