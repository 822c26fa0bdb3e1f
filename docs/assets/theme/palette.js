/**
 * Light or dark as the reader chose, before anything is drawn; as the theme's own script does.
 */
(function () {
  'use strict';

  var PARTS = ['media', 'scheme', 'primary', 'accent'];
  var AUTOMATIC = '(prefers-color-scheme)';

  /** The colours that the system's light or dark stands for. @returns {Object<string, string>} */
  function ofSystem() {
    var light = '(prefers-color-scheme: light)';
    var media = matchMedia(light).matches ? light : '(prefers-color-scheme: dark)';
    var input = document.querySelector('[data-md-color-media="' + media + '"]');
    /** @type {Object<string, string>} */
    var colours = {};
    PARTS.forEach(function (part) { colours[part] = input.getAttribute('data-md-color-' + part); });
    return colours;
  }

  var palette = window.__md_get('__palette');
  if (!palette || !palette.color) return;
  var colours = palette.color.media === AUTOMATIC ? ofSystem() : palette.color;
  Object.keys(colours).forEach(function (part) {
    document.body.setAttribute('data-md-color-' + part, colours[part]);
  });
})();
