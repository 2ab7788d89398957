// Counts without knowing the language: the browser knows where words end, also in scripts without spaces.
export function measure(text, locale = undefined) {
  const words = new Intl.Segmenter(locale, { granularity: "word" });
  const sentences = new Intl.Segmenter(locale, { granularity: "sentence" });
  const count = [...words.segment(text)].filter((part) => part.isWordLike).length;
  return {
    words: count,
    sentences: [...sentences.segment(text)].filter((part) => part.segment.trim() !== "").length,
    letters: [...text].filter((c) => !/\s/.test(c)).length,
    minutes: count === 0 ? 0 : Math.max(1, Math.round(count / 220)),
  };
}
