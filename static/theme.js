// Before the first paint: the theme the reader chose, if any. Blocking and small, so that no page flashes.
try {
  const theme = localStorage.getItem("bad-gateway.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the system's theme holds.
}
