// Reading time for Eleventy: a filter and a short code.

const WORDS_PER_MINUTE = 220;

/** The words that a reader sees: no tags, no scripts, no entities. */
export function words(html) {
  const text = String(html ?? "")
    .replace(/<(script|style|pre)\b[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&[a-z0-9#]+;/gi, " ");
  return text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Minutes, at least one. Pictures cost ten seconds each. */
export function minutes(html, speed = WORDS_PER_MINUTE) {
  const pictures = (String(html ?? "").match(/<img\b/gi) ?? []).length;
  return Math.max(1, Math.round(words(html).length / speed + pictures / 6));
}

export default function readingTime(config, { speed = WORDS_PER_MINUTE, label = (n) => `${n} min read` } = {}) {
  config.addFilter("minutes", (html) => minutes(html, speed));
  config.addFilter("readingTime", (html) => label(minutes(html, speed)));
  config.addFilter("wordCount", (html) => words(html).length);
}
