// Side notes for markdown-it: ^[a remark] becomes a note in the margin that needs no script.

export default function sideNotes(md, { label = "Show the note" } = {}) {
  md.inline.ruler.after("image", "side_note", (state, silent) => {
    const start = state.pos;
    if (state.src.charCodeAt(start) !== 0x5e || state.src.charCodeAt(start + 1) !== 0x5b) return false;
    const end = state.md.helpers.parseLinkLabel(state, start + 1);
    if (end < 0) return false;
    if (!silent) {
      state.env.sideNotes = (state.env.sideNotes ?? 0) + 1;
      const token = state.push("side_note", "", 0);
      token.meta = { number: state.env.sideNotes };
      token.children = [];
      state.md.inline.parse(state.src.slice(start + 2, end), state.md, state.env, token.children);
    }
    state.pos = end + 1;
    return true;
  });

  md.renderer.rules.side_note = (tokens, i, options, env, self) => {
    const { number } = tokens[i].meta;
    const body = self.renderInline(tokens[i].children, options, env);
    const id = `side-note-${number}`;
    return `<span class="side-note"><label for="${id}" aria-label="${md.utils.escapeHtml(label)} ${number}">${number}</label>`
      + `<input type="checkbox" id="${id}"><small>${body}</small></span>`;
  };
}
