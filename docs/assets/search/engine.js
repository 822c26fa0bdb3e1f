/**
 * reportArchive.search: exact full-text search over the whole archive (contract 5).
 */
(function () {
  'use strict';

  var archive = (window.reportArchive = window.reportArchive || {});
  var ANYWHERE = archive.layout.ANYWHERE;
  var PAGE = 10;
  /** Characters shown before and after a match. */
  var BEFORE = 16;
  var AFTER = 64;
  /** Texts kept at hand. */
  var KEPT = 200;

  /** @type {Map<string, Promise<any>>} */
  var texts = new Map();

  /**
   * @typedef {Object} Options
   * @property {string=} text
   * @property {(string|number|null)=} year 2021 or 2019-2022
   * @property {(string|null)=} post key
   * @property {(string|null)=} section key of a section kind
   * @property {(string|null)=} topic key
   * @property {string=} sort '' by relevance, 'newest', 'oldest'
   * @property {number=} offset
   * @property {number=} limit
   * @property {boolean=} excerpts false: no texts are loaded
   */

  /**
   * What one term does in each report.
   * @typedef {{mask: Int32Array, body: Float64Array, head: Float64Array, title: Uint8Array}} Tally
   */

  /** @type {Promise<{table: any, layout: any}>|null} */
  var ready = null;

  /** The table and its layout, made once. */
  function prepare() {
    if (!ready) {
      ready = archive.store.table().then(function (table) {
        archive.text.configure(table);
        return { table: table, layout: archive.layout.layOut(table) };
      });
      ready.catch(function () { ready = null; });
    }
    return ready;
  }

  /** @param {Options} options @returns {Promise<any>} */
  function search(options) {
    var began = performance.now();
    var asked = options || {};
    return prepare().then(function (known) {
      var groups = archive.query.parse(asked.text || '');
      var terms = archive.query.every(groups);
      return Promise.all(terms.map(function (term) {
        return archive.postings.positions(term, known.table);
      })).then(function (lists) {
        var found = findReports(known, groups, terms, lists, asked);
        return hitsOf(known, groups, terms, lists, found, asked).then(function (hits) {
          return {
            total: found.order.length,
            hits: hits,
            facets: found.facets,
            elapsed: performance.now() - began,
          };
        });
      });
    });
  }

  /** Which reports match, in their order, and how many of each year, post, section and topic. */
  function findReports(
    /** @type {any} */ known, /** @type {any[]} */ groups, /** @type {string[]} */ terms,
    /** @type {Uint32Array[]} */ lists, /** @type {Options} */ asked
  ) {
    var layout = known.layout;
    var wanted = asked.section ? archive.layout.maskOf(layout.kinds, asked.section) : ANYWHERE;
    var tallies = lists.map(function (list, which) {
      return tally(list, terms[which].length, layout, wanted);
    });
    var masks = groups.length ? evaluate(groups, terms, tallies, layout) : layout.present;
    var filters = filtersOf(asked, wanted, masks);
    var order = [];
    for (var i = 0; i < layout.reports.length; i++) {
      if (passes(layout.reports[i], i, filters, '')) order.push(i);
    }
    var positive = archive.query.positive(groups).map(function (term) {
      return tallies[terms.indexOf(term)];
    });
    sortReports(order, layout.reports, positive, asked.sort || '');
    return { order: order, facets: facetsOf(layout, filters, masks), positive: positive };
  }

  /** What a term of some length does in each report. @returns {Tally} */
  function tally(
    /** @type {Uint32Array} */ list, /** @type {number} */ length, /** @type {any} */ layout,
    /** @type {number} */ wanted
  ) {
    var size = layout.reports.length;
    var out = {
      mask: new Int32Array(size),
      body: new Float64Array(size),
      head: new Float64Array(size),
      title: new Uint8Array(size),
    };
    var stretch = 0;
    for (var i = 0; i < list.length; i++) {
      var position = list[i];
      stretch = stretchOf(layout.starts, position, stretch);
      var owner = layout.owners[stretch];
      // A match that goes on into the next section is in the report, but in neither section.
      var within = position + length <= layout.starts[stretch + 1];
      var mask = within ? layout.masks[stretch] : ANYWHERE;
      out.mask[owner] |= mask;
      if (!(mask & wanted)) continue;
      if (layout.titles[stretch]) out.title[owner] = 1;
      else if (position < layout.headEnds[stretch]) out.head[owner]++;
      else out.body[owner]++;
    }
    return out;
  }

  /** The stretch that a position is in, looked for from an earlier one on. @returns {number} */
  function stretchOf(
    /** @type {Uint32Array} */ starts, /** @type {number} */ position, /** @type {number} */ from
  ) {
    var step = 1;
    while (from + step < starts.length && starts[from + step] <= position) {
      from += step;
      step *= 2;
    }
    var high = Math.min(from + step, starts.length - 1);
    while (from + 1 < high) {
      var middle = (from + high) >>> 1;
      if (starts[middle] <= position) from = middle;
      else high = middle;
    }
    return from;
  }

  /** For each report what it matches in: anywhere, and each kind of section. @returns {Int32Array} */
  function evaluate(
    /** @type {any[]} */ groups, /** @type {string[]} */ terms, /** @type {Tally[]} */ tallies,
    /** @type {any} */ layout
  ) {
    var out = new Int32Array(layout.reports.length);
    groups.forEach(function (group) {
      for (var i = 0; i < out.length; i++) {
        var mask = layout.present[i];
        group.all.forEach(function (term) { mask &= tallies[terms.indexOf(term)].mask[i]; });
        group.none.forEach(function (term) { mask &= ~tallies[terms.indexOf(term)].mask[i]; });
        out[i] |= mask;
      }
    });
    return out;
  }

  /** @typedef {{name: string, test: function(any, number): boolean}} Filter */

  /** @returns {Filter[]} */
  function filtersOf(
    /** @type {Options} */ asked, /** @type {number} */ wanted, /** @type {Int32Array} */ masks
  ) {
    /** @type {Filter[]} */
    var filters = [
      { name: 'query', test: function (_, place) { return (masks[place] & ANYWHERE) !== 0; } },
    ];
    if (asked.section) {
      filters[0] = { name: 'section', test: function (_, place) {
        return (masks[place] & wanted) !== 0;
      } };
    }
    if (asked.year) {
      var span = String(asked.year).split(/[-—~]/).map(Number);
      filters.push({ name: 'year', test: function (report) {
        return report[2] >= span[0] && report[2] <= span[span.length - 1];
      } });
    }
    if (asked.post) {
      filters.push({ name: 'post', test: function (report) { return report[3] === asked.post; } });
    }
    if (asked.topic) {
      var topic = asked.topic;
      filters.push({ name: 'topic', test: function (report) {
        return report[4].indexOf(topic) >= 0;
      } });
    }
    return filters;
  }

  /** Whether a report passes every filter but one. @returns {boolean} */
  function passes(
    /** @type {any} */ report, /** @type {number} */ place, /** @type {Filter[]} */ filters,
    /** @type {string} */ but
  ) {
    return filters.every(function (filter) {
      return filter.name === but || filter.test(report, place);
    });
  }

  /** How many reports each value would leave, all other filters as they are. */
  function facetsOf(
    /** @type {any} */ layout, /** @type {Filter[]} */ filters, /** @type {Int32Array} */ masks
  ) {
    /** @type {{year: Object, post: Object, section: Object, topic: Object}} */
    var facets = { year: {}, post: {}, section: {}, topic: {} };
    layout.reports.forEach(function (report, place) {
      if (passes(report, place, filters, 'year') && report[2]) count(facets.year, report[2]);
      if (passes(report, place, filters, 'post')) count(facets.post, report[3]);
      if (passes(report, place, filters, 'topic')) {
        report[4].forEach(function (topic) { count(facets.topic, topic); });
      }
      if (!passes(report, place, filters, 'section')) return;
      layout.kinds.forEach(function (kind, bit) {
        if (masks[place] & (1 << (bit + 1))) count(facets.section, kind);
      });
    });
    return facets;
  }

  function count(/** @type {any} */ counts, /** @type {string|number} */ key) {
    counts[key] = (counts[key] || 0) + 1;
  }

  /** Title and heading first, then how densely and how often, then the newer. */
  function sortReports(
    /** @type {number[]} */ order, /** @type {any[]} */ reports, /** @type {Tally[]} */ tallies,
    /** @type {string} */ sort
  ) {
    var keys = order.map(function (place) {
      var key = { title: 0, head: 0, often: 0 };
      tallies.forEach(function (tally) {
        key.title += tally.title[place];
        key.head += tally.head[place] ? 1 : 0;
        key.often += tally.body[place] + tally.head[place];
      });
      return key;
    });
    var ranks = order.map(function (_, rank) { return rank; });
    ranks.sort(function (x, y) {
      var a = order[x];
      var b = order[y];
      var newer = reports[b][2] - reports[a][2];
      if (sort === 'newest' || sort === 'oldest') {
        return (sort === 'newest' ? newer : -newer) || a - b;
      }
      return keys[y].title - keys[x].title || keys[y].head - keys[x].head
        || keys[y].often / reports[b][6] - keys[x].often / reports[a][6]
        || keys[y].often - keys[x].often || newer || a - b;
    });
    var sorted = ranks.map(function (rank) { return order[rank]; });
    sorted.forEach(function (place, rank) { order[rank] = place; });
  }

  /** The hits of one page of results. @returns {Promise<any[]>} */
  function hitsOf(
    /** @type {any} */ known, /** @type {any[]} */ groups, /** @type {string[]} */ terms,
    /** @type {Uint32Array[]} */ lists, /** @type {any} */ found, /** @type {Options} */ asked
  ) {
    var offset = asked.offset || 0;
    var limit = asked.limit === undefined ? PAGE : asked.limit;
    var positive = archive.query.positive(groups);
    var chosen = positive.map(function (term) { return lists[terms.indexOf(term)]; });
    return Promise.all(found.order.slice(offset, offset + limit).map(function (/** @type {number} */ place) {
      var hit = hitOf(known.layout, place, positive, chosen, asked.section || '');
      return asked.excerpts === false ? bare(hit) : withExcerpts(hit, known.layout, place);
    }));
  }

  /** One report with the sections that its matches are in. */
  function hitOf(
    /** @type {any} */ layout, /** @type {number} */ place, /** @type {string[]} */ terms,
    /** @type {Uint32Array[]} */ lists, /** @type {string} */ section
  ) {
    var row = layout.reports[place];
    var url = 'archive/reports/' + row[0] + '.html';
    var stretches = stretchesOf(layout, place, terms, lists, section);
    // A title stands in the body too, unless it was composed: no match counts twice.
    var inBody = stretches.filter(function (stretch) { return !stretch.title; });
    var counted = inBody.length ? inBody : stretches;
    return {
      number: row[0],
      title: row[1],
      year: row[2] || null,
      post: row[3],
      url: url,
      count: counted.reduce(function (sum, stretch) { return sum + stretch.matches.length; }, 0),
      sections: inBody.map(function (stretch) { return sectionOf(stretch, url); }),
    };
  }

  /** Stretches of a report that hold matches, with where they begin and end in N(body). */
  function stretchesOf(
    /** @type {any} */ layout, /** @type {number} */ place, /** @type {string[]} */ terms,
    /** @type {Uint32Array[]} */ lists, /** @type {string} */ section
  ) {
    var first = layout.firsts[place];
    var end = layout.firsts[place + 1];
    var wanted = section ? archive.layout.maskOf(layout.kinds, section) : ANYWHERE;
    var body = layout.starts[first] + layout.reports[place][5] + 1;
    var found = [];
    for (var stretch = first; stretch < end; stretch++) {
      if (!(layout.masks[stretch] & wanted)) continue;
      var matches = matchesIn(layout.starts[stretch], layout.starts[stretch + 1], terms, lists, body);
      if (matches.length) {
        var title = layout.titles[stretch] === 1;
        found.push({ part: layout.parts[stretch], matches: matches, title: title });
      }
    }
    return found;
  }

  /** Matches between two positions, counted from the body's beginning. */
  function matchesIn(
    /** @type {number} */ start, /** @type {number} */ end, /** @type {string[]} */ terms,
    /** @type {Uint32Array[]} */ lists, /** @type {number} */ body
  ) {
    /** @type {Array<[number, number]>} */
    var matches = [];
    lists.forEach(function (list, which) {
      for (var i = lowest(list, start); i < list.length && list[i] < end; i++) {
        matches.push([list[i] - body, list[i] - body + terms[which].length]);
      }
    });
    return matches.sort(function (a, b) { return a[0] - b[0]; });
  }

  /** @param {Uint32Array} list @param {number} wanted @returns {number} */
  function lowest(list, wanted) {
    var low = 0;
    var high = list.length;
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (list[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function sectionOf(/** @type {any} */ stretch, /** @type {string} */ url) {
    var part = stretch.part;
    return {
      heading: part ? part[4] : '',
      kind: part && part[3].length ? part[3][0] : null,
      url: url + (part && part[2] ? '#' + part[2] : ''),
      count: stretch.matches.length,
      excerpt: null,
      matches: stretch.matches,
    };
  }

  function bare(/** @type {any} */ hit) {
    hit.sections.forEach(function (/** @type {any} */ section) { delete section.matches; });
    return hit;
  }

  /** Fetch the report's text and cut an excerpt for every section of a hit. @returns {Promise<any>} */
  function withExcerpts(
    /** @type {any} */ hit, /** @type {any} */ layout, /** @type {number} */ place
  ) {
    if (!hit.sections.length) return Promise.resolve(hit);
    return textOf(hit.number, layout.reports[place][6]).then(function (/** @type {any} */ known) {
      hit.sections.forEach(function (/** @type {any} */ section) {
        section.excerpt = excerpt(known.text, known.places, section.matches);
        delete section.matches;
      });
      return hit;
    });
  }

  /** A report's text with its places in N(body), made once. @returns {Promise<any>} */
  function textOf(/** @type {string} */ number, /** @type {number} */ length) {
    if (!texts.has(number)) {
      if (texts.size >= KEPT) texts.clear();
      texts.set(number, archive.store.load('t' + number).then(function (/** @type {any} */ content) {
        var text = content.lines.map(function (/** @type {any} */ line) { return line[1]; }).join('\n');
        var places = archive.text.normaliseWithPlaces(text + '\n');
        if (places.text.length !== length) {
          throw new Error('检索数据与报告 ' + number + ' 的文字对不上，请管理员重新建站。');
        }
        return { text: text, places: places };
      }));
      texts.get(number).catch(function () { texts.delete(number); });
    }
    return texts.get(number);
  }

  /** The original text around the first match, in pieces: text, and whether it is a match. */
  function excerpt(
    /** @type {string} */ text, /** @type {any} */ places,
    /** @type {Array<[number, number]>} */ matches
  ) {
    var first = places.from[matches[0][0]];
    var last = places.to[matches[0][1] - 1];
    var begin = first ? text.lastIndexOf('\n', first - 1) + 1 : 0;
    var start = Math.max(begin, first - BEFORE);
    while (start > begin && start < first && /[\s\p{P}]/u.test(text[start])) start++;
    var line = text.indexOf('\n', last);
    var whole = line < 0 ? text.length : line;
    var end = Math.min(whole, last + AFTER);
    /** @type {Array<[string, boolean]>} */
    var pieces = start > begin ? [['…', false]] : [];
    var at = start;
    matches.forEach(function (match) {
      var from = places.from[match[0]];
      var to = places.to[match[1] - 1];
      if (from < at || to > Math.max(end, last)) return;
      if (from > at) pieces.push([text.slice(at, from), false]);
      pieces.push([text.slice(from, to), true]);
      at = to;
    });
    if (end > at) pieces.push([text.slice(at, end), false]);
    if (end < whole) pieces.push(['…', false]);
    return pieces;
  }

  /** What the keys of the facets are called. @returns {Promise<any>} */
  function labels() {
    return prepare().then(function (known) {
      var table = known.table;
      return { year: {}, post: table.posts, section: table.sections, topic: table.topics };
    });
  }

  /** Where a query's terms stand in a text. @returns {Promise<Array<[number, number]>>} */
  function find(/** @type {string} */ text, /** @type {string} */ query) {
    return prepare().then(function () {
      var terms = archive.query.positive(archive.query.parse(query));
      return archive.text.findTerms(text, terms);
    });
  }

  archive.search = search;
  archive.labels = labels;
  archive.find = find;
})();
