// Where Debian's Chromium is. By itself, because it is asked for before the browser's driver is installed.

export const browserPath = "/usr/bin/chromium";
