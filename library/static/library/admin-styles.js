// Wagtail's text editor writes two <style> elements of its own. They get the page's
// nonce, so that the admin's policy need not allow inline styles at all.
(() => {
  const { nonce } = document.currentScript;
  const create = Document.prototype.createElement;
  Document.prototype.createElement = function (name, ...rest) {
    const element = create.call(this, name, ...rest);
    if (String(name).toLowerCase() === "style") element.nonce = nonce;
    return element;
  };
})();
