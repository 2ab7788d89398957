//! Questions that wait and questions that are being answered.

use std::{collections::BTreeMap, time::Instant};

use tokio::sync::mpsc::UnboundedSender;

use super::{
    Ask, Patience, Piece, Stats, StoppedBy,
    queue::Queue,
    wire::{Question, Word},
};
use crate::base::{Error, Result};

/// A question with the way back to whoever asked.
pub(super) struct Ticket {
    pub id: u64,
    pub ask: Ask,
    reply: UnboundedSender<Result<Piece>>,
    asked: Instant,
    first: Option<Instant>,
    /// When it was passed on, or the last word of the answer came.
    heard: Instant,
    /// Pieces of text that were given.
    pieces: u32,
}

/// Who waits, and who is being answered.
pub(super) struct Desk {
    waiting: Queue<Ticket>,
    answering: BTreeMap<u64, Ticket>,
    slots: usize,
}

impl Ticket {
    pub fn new(id: u64, ask: Ask, reply: UnboundedSender<Result<Piece>>, now: Instant) -> Self {
        Self { id, ask, reply, asked: now, first: None, heard: now, pieces: 0 }
    }

    /// The question as the process reads it.
    fn question(&self) -> Question {
        let Ask { prefix, turns, grammar, max_tokens, temperature, seed, conversation } = self.ask.clone();
        Question { id: self.id, prefix, turns, grammar, max_tokens, temperature, seed, conversation }
    }

    fn say(&mut self, text: String, now: Instant) {
        self.first.get_or_insert(now);
        self.heard = now;
        self.pieces += 1;
        let _ = self.reply.send(Ok(Piece::Text(text)));
    }

    fn end(self, tokens: u32, cached: u32, prompt_tokens: u32, stopped_by: StoppedBy, now: Instant) {
        let since = |it: Instant| u64::try_from(it.duration_since(self.asked).as_millis()).unwrap_or(u64::MAX);
        let first_ms = since(self.first.unwrap_or(now));
        let stats = Stats { tokens, cached, prompt_tokens, first_ms, total_ms: since(now), stopped_by };
        let _ = self.reply.send(Ok(Piece::Done(stats)));
    }

    /// Ends it without an answer.
    pub fn fail(self, error: Error) {
        let _ = self.reply.send(Err(error));
    }
}

impl Desk {
    pub fn new(slots: usize, queue: usize) -> Self {
        Self { waiting: Queue::new(queue), answering: BTreeMap::new(), slots }
    }

    /// Takes a question in, or says that too many wait.
    pub fn take(&mut self, ticket: Ticket) {
        let room = self.slots.saturating_sub(self.answering.len());
        let (id, who) = (ticket.id, ticket.ask.conversation.clone());
        if let Err(ticket) = self.waiting.push(id, who, ticket, room) {
            let message = "Too many are asking at the moment; please try again in a minute";
            ticket.fail(Error::unavailable(message).because("the queue of the model is full"));
        }
    }

    /// The question to be answered now, if one can be.
    pub fn next(&mut self, now: Instant) -> Option<Question> {
        if self.answering.len() >= self.slots {
            return None;
        }
        let mut ticket = self.waiting.pop(&self.busy())?;
        ticket.heard = now;
        let question = ticket.question();
        self.answering.insert(ticket.id, ticket);
        Some(question)
    }

    /// Passes on what is said to a question.
    ///
    /// # Errors
    /// More is said than was asked for.
    pub fn heard(&mut self, word: Word, now: Instant) -> Result<(), &'static str> {
        match word {
            Word::Text { id, text } => {
                // Who has given up is told nothing.
                let Some(ticket) = self.answering.get_mut(&id) else { return Ok(()) };
                ticket.say(text, now);
                // The last piece may be what was left of a broken character.
                if ticket.pieces > ticket.ask.max_tokens + 1 {
                    return Err("it says more than it was asked for");
                }
            }
            Word::Done { id, tokens, cached, prompt_tokens, stopped_by } => {
                if let Some(ticket) = self.answering.remove(&id) {
                    ticket.end(tokens, cached, prompt_tokens, stopped_by, now);
                }
            }
            Word::Refused { id, why, too_long } => {
                if let Some(ticket) = self.answering.remove(&id) {
                    ticket.fail(if too_long {
                        Error::too_large("That is too long for the model; please ask with fewer words").because(why)
                    } else {
                        Error::unavailable("The model could not answer that").because(why)
                    });
                }
            }
            Word::Ready { .. } | Word::Warmed { .. } | Word::Fatal { .. } => {}
        }
        Ok(())
    }

    /// When the next word of any answer must have come.
    pub fn deadline(&self, patience: &Patience) -> Option<Instant> {
        let due = |it: &Ticket| it.heard + if it.pieces == 0 { patience.first_word } else { patience.next_word };
        self.answering.values().map(due).min()
    }

    /// Tells those who wait their place.
    pub fn tell(&mut self) {
        let busy = self.busy();
        self.waiting.tell(&busy, |ticket, place| {
            let _ = ticket.reply.send(Ok(Piece::Queued(place)));
        });
    }

    /// Forgets a question; says whether it was being answered.
    pub fn cancel(&mut self, id: u64) -> bool {
        self.waiting.remove(id).is_none() && self.answering.remove(&id).is_some()
    }

    /// Whether somebody waits.
    pub fn is_waited_at(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Gives up all that are being answered; those who wait go on waiting.
    pub fn fail_answering(&mut self, error: impl Fn() -> Error) {
        std::mem::take(&mut self.answering).into_values().for_each(|it| it.fail(error()));
    }

    /// Gives up all that wait.
    pub fn fail_waiting(&mut self, error: impl Fn() -> Error) {
        self.waiting.drain().into_iter().for_each(|it| it.fail(error()));
    }

    fn busy(&self) -> Vec<Option<String>> {
        self.answering.values().map(|it| it.ask.conversation.clone()).collect()
    }
}
