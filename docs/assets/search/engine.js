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
  /** Hits that are picked out rather than sorted. */
  var FEW = 60;
  /** Texts kept at hand. */
  var KEPT = 200;

  var texts = archive.store.remembering(KEPT, function () { return 1; });

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
   * @typedef {{mask: Int32Array, body: Uint32Array, head: Uint32Array, title: Uint8Array}} Tally
   */

  /** @type {Promise<any>|null} */
  var table = null;
  /** @type {Promise<{table: any, layout: any}>|null} */
  var ready = null;

  /** The table, loaded once: what things are called, and how to normalise. */
  function rules() {
    if (!table) {
      table = archive.store.load('table').then(function (/** @type {string} */ text) {
        var content = JSON.parse(text);
        archive.text.configure(content);
        return content;
      });
      table.catch(function () { table = null; });
    }
    return table;
  }

  /** The table and what is known of all reports, made once. */
  function prepare() {
    if (!ready) {
      ready = rules().then(function (content) {
        return archive.layout.load(content).then(function (/** @type {any} */ layout) {
          return { table: content, layout: layout };
        });
      });
      // Whoever asks again gets a new table too: the site may have been built anew.
      ready.catch(function () { ready = table = null; });
    }
    return ready;
  }

  /** Searches; where files of two builds met, once more with all of them anew. */
  function search(/** @type {Options} */ options) {
    var age = archive.store.age();
    return answer(options).catch(function (error) {
      if (!archive.store.renew(age)) throw error;
      ready = table = null;
      texts.forget();
      archive.postings.forget();
      return answer(options);
    });
  }

  /** @param {Options} options @returns {Promise<any>} */
  function answer(options) {
    var began = performance.now();
    var asked = options || {};
    return prepare().then(function (known) {
      var layout = known.layout;
      var groups = archive.query.parse(asked.text || '');
      var terms = archive.query.every(groups);
      return Promise.all(terms.map(function (term) {
        return archive.postings.positions(term, layout);
      })).then(function (lists) {
        var found = findReports(layout, groups, terms, lists, asked);
        return hitsOf(layout, groups, terms, lists, found, asked).then(function (hits) {
          return {
            total: found.total,
            hits: hits,
            facets: found.facets,
            terms: terms,
            elapsed: performance.now() - began,
          };
        });
      });
    });
  }

  /** Which reports match, in their order, and how many of each year, post, section and topic. */
  function findReports(
    /** @type {any} */ layout, /** @type {any[]} */ groups, /** @type {string[]} */ terms,
    /** @type {Uint32Array[]} */ lists, /** @type {Options} */ asked
  ) {
    var wanted = asked.section ? archive.layout.maskOf(layout.kinds, asked.section) : ANYWHERE;
    var tallies = lists.map(function (list, which) {
      return tally(list, terms[which], layout, wanted);
    });
    var masks = groups.length ? evaluate(groups, terms, tallies, layout) : layout.present;
    var found = sift(layout, misses(layout, asked, wanted, masks), masks);
    var positive = archive.query.positive(groups).map(function (term) {
      return tallies[terms.indexOf(term)];
    });
    var better = orderOf(found.hits, layout, positive, asked.sort || '');
    return {
      total: found.hits.length,
      ranked: best(found.hits, better, (asked.offset || 0) + limitOf(asked)),
      facets: found.facets,
    };
  }

  /** What a term does in each report. @returns {Tally} */
  function tally(
    /** @type {Uint32Array} */ list, /** @type {string} */ term, /** @type {any} */ layout,
    /** @type {number} */ wanted
  ) {
    var out = {
      mask: new Int32Array(layout.size),
      body: new Uint32Array(layout.size),
      head: new Uint32Array(layout.size),
      title: new Uint8Array(layout.size),
    };
    var end = layout.firsts[layout.size];
    var stretch = 0;
    for (var i = 0; i < list.length; i++) {
      var position = list[i];
      stretch = archive.layout.placeOf(layout.starts, position, stretch, end);
      var owner = layout.owners[stretch];
      // A match that goes on into the next section is in the report, but in neither section.
      var within = position + term.length <= layout.starts[stretch + 1];
      var mask = within ? layout.masks[stretch] : ANYWHERE;
      out.mask[owner] |= mask;
      if (!(mask & wanted)) continue;
      if (position < layout.headEnds[stretch]) out.head[owner]++;
      else out.body[owner]++;
    }
    // A title is in no section.
    if (wanted === ANYWHERE) tallyTitles(out, term, layout);
    return out;
  }

  function tallyTitles(
    /** @type {Tally} */ out, /** @type {string} */ term, /** @type {any} */ layout
  ) {
    if (term.indexOf(archive.layout.SEPARATOR) >= 0) return;
    var named = archive.layout.named(layout);
    var owner = 0;
    var place = named.text.indexOf(term);
    while (place >= 0) {
      owner = archive.layout.placeOf(named.starts, place, owner, layout.size);
      out.mask[owner] |= ANYWHERE;
      out.title[owner] = 1;
      place = named.text.indexOf(term, named.starts[owner + 1]);
    }
  }

  /** For each report what it matches in: anywhere, and each kind of section. @returns {Int32Array} */
  function evaluate(
    /** @type {any[]} */ groups, /** @type {string[]} */ terms, /** @type {Tally[]} */ tallies,
    /** @type {any} */ layout
  ) {
    var out = new Int32Array(layout.size);
    groups.forEach(function (group) {
      var masks = layout.present.slice();
      group.all.forEach(function (/** @type {string} */ term) {
        var those = tallies[terms.indexOf(term)].mask;
        for (var i = 0; i < masks.length; i++) masks[i] &= those[i];
      });
      group.none.forEach(function (/** @type {string} */ term) {
        var those = tallies[terms.indexOf(term)].mask;
        for (var i = 0; i < masks.length; i++) masks[i] &= ~those[i];
      });
      for (var i = 0; i < out.length; i++) out[i] |= masks[i];
    });
    return out;
  }

  /** What a report may fail: the words as such, or one of the facets. */
  var QUERY = 1;
  var FAILS = { year: 2, post: 4, section: 8, topic: 16 };

  /** For each report what it fails: 0 for a hit. @returns {Uint8Array} */
  function misses(
    /** @type {any} */ layout, /** @type {Options} */ asked, /** @type {number} */ wanted,
    /** @type {Int32Array} */ masks
  ) {
    var out = new Uint8Array(layout.size);
    var span = String(asked.year || '').split(/[-—~]/).map(Number);
    var post = layout.postList.indexOf(asked.post);
    var topics = layout.topicList.map(function (/** @type {string[]} */ keys) {
      return keys.indexOf(asked.topic || '') >= 0;
    });
    var words = asked.section ? FAILS.section : QUERY;
    for (var i = 0; i < out.length; i++) {
      var year = layout.years[i];
      if (!(masks[i] & wanted)) out[i] |= words;
      if (asked.year && !(year >= span[0] && year <= span[span.length - 1])) out[i] |= FAILS.year;
      if (asked.post && layout.posts[i] !== post) out[i] |= FAILS.post;
      if (asked.topic && !topics[layout.topics[i]]) out[i] |= FAILS.topic;
    }
    return out;
  }

  /** The hits, and how many reports each value would leave, all other filters as they are. */
  function sift(
    /** @type {any} */ layout, /** @type {Uint8Array} */ missed, /** @type {Int32Array} */ masks
  ) {
    var hits = [];
    var years = new Uint32Array(65536);
    var posts = new Uint32Array(layout.postList.length);
    var topics = new Uint32Array(layout.topicList.length);
    var sections = new Uint32Array(layout.kinds.length);
    for (var i = 0; i < missed.length; i++) {
      var fails = missed[i];
      if (!fails) hits.push(i);
      if (!(fails & ~FAILS.year)) years[layout.years[i]]++;
      if (!(fails & ~FAILS.post)) posts[layout.posts[i]]++;
      if (!(fails & ~FAILS.topic)) topics[layout.topics[i]]++;
      if (fails & ~FAILS.section) continue;
      for (var kind = 0; kind < sections.length; kind++) {
        sections[kind] += (masks[i] >> (kind + 1)) & 1;
      }
    }
    years[0] = 0;
    var facets = {
      year: counted(years, function (year) { return [String(year)]; }),
      post: counted(posts, function (place) { return [layout.postList[place]]; }),
      section: counted(sections, function (place) { return [layout.kinds[place]]; }),
      topic: counted(topics, function (place) { return layout.topicList[place]; }),
    };
    return { hits: hits, facets: facets };
  }

  /** Counts by key; a place stands for several. @returns {Object<string, number>} */
  function counted(
    /** @type {Uint32Array} */ counts, /** @type {function(number): string[]} */ keysOf
  ) {
    /** @type {Object<string, number>} */
    var out = {};
    counts.forEach(function (count, place) {
      if (!count) return;
      keysOf(place).forEach(function (key) { out[key] = (out[key] || 0) + count; });
    });
    return out;
  }

  /** @param {Options} asked @returns {number} */
  function limitOf(asked) {
    return asked.limit === undefined ? PAGE : asked.limit;
  }

  /**
   * Title and heading first, then how densely and how often, then the newer; or by year alone.
   * Reports of unknown years come last either way.
   */
  function orderOf(
    /** @type {number[]} */ hits, /** @type {any} */ layout, /** @type {Tally[]} */ tallies,
    /** @type {string} */ sort
  ) {
    var years = layout.years;
    if (sort === 'newest' || sort === 'oldest' || !tallies.length) {
      return function (/** @type {number} */ a, /** @type {number} */ b) {
        if (sort !== 'oldest' || !years[a] || !years[b]) return years[b] - years[a] || a - b;
        return years[a] - years[b] || a - b;
      };
    }
    var ranks = ranksOf(hits, layout, tallies);
    return function (/** @type {number} */ a, /** @type {number} */ b) {
      return ranks.place[b] - ranks.place[a] || ranks.dense[b] - ranks.dense[a]
        || ranks.often[b] - ranks.often[a] || years[b] - years[a] || a - b;
    };
  }

  /** For each hit in how many titles and headings, how often, and how densely its terms stand. */
  function ranksOf(
    /** @type {number[]} */ hits, /** @type {any} */ layout, /** @type {Tally[]} */ tallies
  ) {
    var place = new Uint32Array(layout.size);
    var often = new Uint32Array(layout.size);
    var dense = new Float64Array(layout.size);
    tallies.forEach(function (tally) {
      for (var k = 0; k < hits.length; k++) {
        var i = hits[k];
        place[i] += tally.title[i] * 65536 + (tally.head[i] ? 1 : 0);
        often[i] += tally.body[i] + tally.head[i];
        dense[i] = often[i] / layout.lengths[i];
      }
    });
    return { place: place, often: often, dense: dense };
  }

  /** The first of some hits in an order, without sorting tens of thousands for a page of ten. */
  function best(
    /** @type {number[]} */ hits, /** @type {function(number, number): number} */ order,
    /** @type {number} */ most
  ) {
    if (most > FEW) return hits.sort(order).slice(0, most);
    /** @type {number[]} */
    var found = [];
    for (var k = 0; k < hits.length; k++) {
      if (found.length === most && !(order(hits[k], found[most - 1]) < 0)) continue;
      var place = found.length;
      while (place && order(hits[k], found[place - 1]) < 0) place--;
      found.splice(place, 0, hits[k]);
      if (found.length > most) found.pop();
    }
    return found;
  }

  /** The hits of one page of results. @returns {Promise<any[]>} */
  function hitsOf(
    /** @type {any} */ layout, /** @type {any[]} */ groups, /** @type {string[]} */ terms,
    /** @type {Uint32Array[]} */ lists, /** @type {any} */ found, /** @type {Options} */ asked
  ) {
    var offset = asked.offset || 0;
    var positive = archive.query.positive(groups);
    var chosen = positive.map(function (term) { return lists[terms.indexOf(term)]; });
    return Promise.all(found.ranked.slice(offset).map(function (/** @type {number} */ place) {
      var hit = hitOf(layout, place, positive, chosen, asked.section || '');
      return asked.excerpts === false ? bare(hit) : withExcerpts(hit, layout, place);
    }));
  }

  /** One report with the sections that its matches are in. */
  function hitOf(
    /** @type {any} */ layout, /** @type {number} */ place, /** @type {string[]} */ terms,
    /** @type {Uint32Array[]} */ lists, /** @type {string} */ section
  ) {
    var number = String(layout.numbers[place]).padStart(6, '0');
    var url = 'archive/reports/' + number + '.html';
    var stretches = stretchesOf(layout, place, terms, lists, section);
    var guessed = layout.guesses[place];
    // A title stands in the body too, unless it was composed: no match counts twice.
    var apart = !stretches.length || guessed & archive.layout.COMPOSED;
    var inTitle = apart && !section ? timesInTitle(layout, place, terms) : 0;
    return {
      number: number,
      title: layout.titles[place],
      composed: Boolean(guessed & archive.layout.COMPOSED),
      doubts: ['year', 'post'].filter(function (field) {
        return guessed & archive.layout[field.toUpperCase()];
      }),
      year: layout.years[place] || null,
      post: layout.postList[layout.posts[place]],
      url: url,
      count: stretches.reduce(function (sum, one) { return sum + one.matches.length; }, inTitle),
      sections: stretches.map(function (one) { return sectionOf(one, layout, url); }),
    };
  }

  /** How often terms stand in a report's title, overlaps as one. @returns {number} */
  function timesInTitle(
    /** @type {any} */ layout, /** @type {number} */ place, /** @type {string[]} */ terms
  ) {
    var named = archive.layout.named(layout);
    var title = named.text.slice(named.starts[place], named.starts[place + 1]);
    return archive.text.places(title, terms).length;
  }

  /**
   * Stretches of a report that hold matches, with where they begin and end in N(body). They are
   * those that the report's page marks: of each term the leftmost that do not overlap, and what
   * overlaps of several terms is one. Each is in the stretch where it begins.
   */
  function stretchesOf(
    /** @type {any} */ layout, /** @type {number} */ place, /** @type {string[]} */ terms,
    /** @type {Uint32Array[]} */ lists, /** @type {string} */ section
  ) {
    var first = layout.firsts[place];
    var end = layout.firsts[place + 1];
    var wanted = archive.layout.maskOf(layout.kinds, section);
    var body = layout.starts[first];
    /** @type {Array<{stretch: number, matches: Array<[number, number]>}>} */
    var found = [];
    if (!section) add(first, end);
    for (var each = first; section && each < end; each++) {
      if (layout.masks[each] & wanted) add(each, each + 1);
    }
    return found;

    /** Those that do not go on beyond some stretches. */
    function add(/** @type {number} */ from, /** @type {number} */ to) {
      var stretch = from;
      matchesIn(layout.starts[from], layout.starts[to], terms, lists).forEach(function (match) {
        stretch = archive.layout.placeOf(layout.starts, match[0], stretch, to);
        var last = found[found.length - 1];
        if (!last || last.stretch !== stretch) found.push({ stretch: stretch, matches: [] });
        found[found.length - 1].matches.push([match[0] - body, match[1] - body]);
      });
    }
  }

  /** Matches between two positions. @returns {Array<[number, number]>} */
  function matchesIn(
    /** @type {number} */ start, /** @type {number} */ end, /** @type {string[]} */ terms,
    /** @type {Uint32Array[]} */ lists
  ) {
    /** @type {Array<[number, number]>} */
    var matches = [];
    lists.forEach(function (list, which) {
      var size = terms[which].length;
      var free = start;
      for (var i = lowest(list, start); i < list.length && list[i] + size <= end; i++) {
        if (list[i] < free) continue;
        free = list[i] + size;
        matches.push([list[i], free]);
      }
    });
    return archive.text.merged(matches);
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

  function sectionOf(
    /** @type {{stretch: number, matches: Array<[number, number]>}} */ found,
    /** @type {any} */ layout, /** @type {string} */ url
  ) {
    var mark = layout.markList[layout.marks[found.stretch]];
    return {
      heading: layout.headingList[layout.headings[found.stretch]],
      kind: mark[1].length ? mark[1][0] : null,
      url: url + (mark[0] ? '#' + mark[0] : ''),
      count: found.matches.length,
      excerpt: null,
      matches: found.matches,
    };
  }

  function bare(/** @type {any} */ hit) {
    hit.sections.forEach(function (/** @type {any} */ section) { delete section.matches; });
    return hit;
  }

  /**
   * Fetch the report's text and cut an excerpt for every section of a hit; none of a text in which
   * the matches can't be placed, which would be a fault of ours and no reason to show no hits.
   * @returns {Promise<any>}
   */
  function withExcerpts(
    /** @type {any} */ hit, /** @type {any} */ layout, /** @type {number} */ place
  ) {
    if (!hit.sections.length) return Promise.resolve(hit);
    return textOf(hit.number, layout, place).then(function (/** @type {any} */ known) {
      hit.sections.forEach(function (/** @type {any} */ section) {
        if (known.places) section.excerpt = excerpt(known.text, known.places, section.matches);
        delete section.matches;
      });
      return hit;
    });
  }

  /** A report's text with its places in N(body), made once. @returns {Promise<any>} */
  function textOf(
    /** @type {string} */ number, /** @type {any} */ layout, /** @type {number} */ place
  ) {
    return texts(number, function () {
      var loaded = archive.store.load('t' + number, layout.sums[place]);
      return loaded.then(function (/** @type {string} */ content) {
        var lines = JSON.parse(content).lines;
        var text = lines.map(function (/** @type {any} */ line) { return line[1]; }).join('\n');
        var places = archive.text.normaliseWithPlaces(text + '\n');
        var isSame = places.text.length === layout.lengths[place];
        return { text: text, places: isSame ? places : null };
      });
    });
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
    return rules().then(function (content) {
      return { year: {}, post: content.posts, section: content.sections, topic: content.topics };
    });
  }

  /** Where a query's terms stand in a text. @returns {Promise<Array<[number, number]>>} */
  function find(/** @type {string} */ text, /** @type {string} */ query) {
    return rules().then(function () {
      var terms = archive.query.positive(archive.query.parse(query));
      return archive.text.findTerms(text, terms);
    });
  }

  archive.search = search;
  archive.labels = labels;
  archive.find = find;
})();
