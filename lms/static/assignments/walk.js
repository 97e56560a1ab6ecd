// Arrow keys lead to the work before and after, unless a field is in use.
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = rel && document.querySelector(`.walk a[rel=${rel}]`);
  if (link) { event.preventDefault(); link.click(); }
});
