//! A conversation in the form that the model was taught.
//!
//! The form comes from the model's own file; what people and sellers wrote is put between its parts as plain text, so that
//! nobody can write a mark that ends their turn and begins another.

use llama_cpp_2::{
    model::{LlamaChatMessage, LlamaChatTemplate, LlamaModel},
    token::LlamaToken,
};

use super::super::{Role, Turn};

/// Stands where text comes to stand; no template writes it.
const MARK: &str = "\u{1}text\u{1}";

/// The form of a conversation: what stands around each text.
pub struct Form {
    /// Before the instructions, and between them and the first turn.
    system: [String; 2],
    /// Before the first turn if there are no instructions.
    bare: String,
    /// From the user's text to the assistant's, and from that to the user's.
    answer: String,
    next: String,
    /// From the user's last text to the answer.
    last: String,
}

/// A question in tokens.
pub struct Prompt {
    /// All of it.
    pub tokens: Vec<LlamaToken>,
    /// So many at its beginning are the instructions.
    pub beginning: usize,
}

impl Form {
    /// The form that a model says it wants; the widespread one of ChatML if it says none that is known.
    pub fn of(model: &LlamaModel) -> Self {
        let own = model.chat_template(None).ok().and_then(|it| Self::by(model, &it));
        let common = || Self::by(model, &LlamaChatTemplate::new("chatml").ok()?);
        own.or_else(common).unwrap_or_else(Self::plain)
    }

    /// Without any marks, for a model that knows none.
    fn plain() -> Self {
        let text = str::to_owned;
        Self {
            system: [String::new(), text("\n\nUser: ")],
            bare: text("User: "),
            answer: text("\nAssistant: "),
            next: text("\nUser: "),
            last: text("\nAssistant:"),
        }
    }

    fn by(model: &LlamaModel, template: &LlamaChatTemplate) -> Option<Self> {
        let apply = |roles: &[&str]| {
            let turn = |role: &&str| LlamaChatMessage::new((*role).into(), MARK.into()).ok();
            let turns = roles.iter().map(turn).collect::<Option<Vec<_>>>()?;
            let text = model.apply_chat_template(template, &turns, true).ok()?;
            let parts: Vec<String> = text.split(MARK).map(str::to_owned).collect();
            // A template that leaves out a turn, or writes one twice, is not understood.
            (parts.len() == roles.len() + 1).then_some(parts)
        };
        let [before, between, answer, next, last] = apply(&["system", "user", "assistant", "user"])?.try_into().ok()?;
        let [bare, _] = apply(&["user"])?.try_into().ok()?;
        Some(Self { system: [before, between], bare, answer, next, last })
    }

    /// The instructions alone, up to where the first turn begins.
    pub fn beginning(&self, model: &LlamaModel, prefix: &str) -> Vec<LlamaToken> {
        let mut tokens = vec![];
        if prefix.is_empty() {
            form(model, &self.bare, true, &mut tokens);
        } else {
            form(model, &self.system[0], true, &mut tokens);
            text(model, prefix, &mut tokens);
            form(model, &self.system[1], false, &mut tokens);
        }
        tokens
    }

    /// A whole question.
    pub fn write(&self, model: &LlamaModel, prefix: &str, turns: &[Turn]) -> Prompt {
        let mut tokens = self.beginning(model, prefix);
        let beginning = if prefix.is_empty() { 0 } else { tokens.len() };
        let first = turns.iter().position(|it| it.role == Role::User).unwrap_or(0);
        for group in turns[first..].chunk_by(|a, b| a.role == b.role) {
            if group[0].role == Role::Assistant {
                form(model, &self.answer, false, &mut tokens);
            } else if !std::ptr::eq(group.as_ptr(), turns[first..].as_ptr()) {
                form(model, &self.next, false, &mut tokens);
            }
            let said: Vec<_> = group.iter().map(|it| it.text.as_str()).collect();
            text(model, &said.join("\n\n"), &mut tokens);
        }
        form(model, &self.last, false, &mut tokens);
        Prompt { tokens, beginning }
    }
}

/// What people wrote: marks in it stay text.
fn text(model: &LlamaModel, text: &str, tokens: &mut Vec<LlamaToken>) {
    if !text.is_empty() {
        tokens.extend(model.vocab().tokenize(text.as_bytes(), false, false));
    }
}

/// What the template says, marks and all; the first part with the token that begins a text, if the model knows one.
fn form(model: &LlamaModel, text: &str, is_first: bool, tokens: &mut Vec<LlamaToken>) {
    if is_first || !text.is_empty() {
        tokens.extend(model.vocab().tokenize(text.as_bytes(), is_first, true));
    }
}
