//! One question and its whole answer, for those to whom pieces are of no use.

use std::time::Duration;

use tokio::time::timeout;

use super::{Ask, Llm, Piece, Role, Status, Turn};

impl Ask {
    /// A question of one turn, answered with the likeliest words: the same question has the same answer.
    pub fn of(prefix: String, text: String, max_tokens: u32) -> Self {
        let turns = vec![Turn { role: Role::User, text }];
        Self { prefix, turns, grammar: None, max_tokens, temperature: 0.0, seed: 1, conversation: None }
    }
}

impl Llm {
    /// Whether it is worth asking: somebody is there, and has not failed just now.
    pub fn is_there(&self) -> bool {
        !matches!(self.status(), Status::Off { .. } | Status::Failed { .. })
    }

    /// The whole answer to `ask`; none if there is nobody to ask, the answer breaks off, or `patience` ends before it.
    /// `queued` is told the place in the queue each time it changes.
    pub async fn hear(&self, ask: Ask, patience: Duration, mut queued: impl FnMut(usize)) -> Option<String> {
        if !self.is_there() {
            return None;
        }
        let (mut answer, mut heard) = (self.ask(ask), String::new());
        let whole = async {
            while let Some(piece) = answer.next().await {
                match piece {
                    Ok(Piece::Text(text)) => heard.push_str(&text),
                    Ok(Piece::Queued(place)) => queued(place),
                    Ok(Piece::Done(_)) => return Some(std::mem::take(&mut heard)),
                    Err(error) => {
                        tracing::warn!("the model did not answer: {}", error.in_full());
                        return None;
                    }
                }
            }
            None
        };
        timeout(patience, whole).await.ok().flatten()
    }
}

/// Up to `most` characters of what somebody wrote, in one line.
pub fn one_line(text: &str, most: usize) -> String {
    text.chars().take(most).map(|it| if it.is_control() { ' ' } else { it }).collect()
}
