// The page's pictures, drawn on a grid of 24.

import type { ReactElement, ReactNode } from "react";

function Icon({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      {children}
    </svg>
  );
}

export const PeakIcon = (): ReactElement => (
  <Icon>
    <path d="M3 19 9.5 7l3.6 6.4L15 10l6 9Z" />
  </Icon>
);

export const ThumbIcon = (): ReactElement => (
  <Icon>
    <path d="M7 11v9H4v-9Zm0 0 4-7.5c1.5 0 2.5 1 2.5 2.6V10h5a2 2 0 0 1 2 2.3l-1.1 6a2 2 0 0 1-2 1.7H7" />
  </Icon>
);

export const CopyIcon = (): ReactElement => (
  <Icon>
    <path d="M9 9h11v11H9ZM15 9V4H4v11h5" />
  </Icon>
);

export const CheckIcon = (): ReactElement => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
);

export const RepeatIcon = (): ReactElement => (
  <Icon>
    <path d="M4.5 12a7.5 7.5 0 0 1 13-5.1L20 9.5M20 4v5.5h-5.5M19.5 12a7.5 7.5 0 0 1-13 5.1L4 14.5M4 20v-5.5h5.5" />
  </Icon>
);

export const PageIcon = (): ReactElement => (
  <Icon>
    <path d="M6 3h8l4 4v14H6ZM9 12h6M9 16h6M14 3v4h4" />
  </Icon>
);

export const ParcelIcon = (): ReactElement => (
  <Icon>
    <path d="m4 8 8-4 8 4v8.5L12 20.5 4 16.5ZM4 8l8 4m0 0 8-4m-8 4v8.5" />
  </Icon>
);

export const SendIcon = (): ReactElement => (
  <Icon>
    <path d="M12 19V5m-6 6 6-6 6 6" />
  </Icon>
);

export const StopIcon = (): ReactElement => (
  <Icon>
    <rect x="6" y="6" width="12" height="12" rx="2" fill="currentColor" />
  </Icon>
);
