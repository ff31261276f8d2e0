// Runs before the first paint, so that a chosen theme never flashes in the other one's colours.
(function () {
  try {
    var theme = localStorage.getItem('daybook.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is switched off: the theme follows the system.
  }
})();
