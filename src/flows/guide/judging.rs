//! How well the assistant answers messages that somebody has judged: by rules, with the words that the model in use chooses,
//! and as that model would write by itself. Nothing is written down.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::{
    Guide,
    choose::{self, Watch},
    prose,
    turn::{self, Desk, Past},
};
use crate::{
    base::{ConversationId, MessageId, Result, Timestamp},
    features::assistant::{Author, Conversation, Message, Owner},
    platform::llm::Judged,
};

/// A judged message, with those before it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Case {
    /// What it is called.
    pub id: String,
    /// What is said, one after the other; the answer to the last is judged.
    pub turns: Vec<String>,
    /// What the answer has to be.
    pub expect: Expect,
}

/// What an answer has to be.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Expect {
    /// Slugs of products of which one has to be among the first three; empty where none has to be.
    pub right: Vec<String>,
    /// `compare` where products stand side by side.
    pub intent: String,
}

/// How it went.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Judgement {
    /// Messages.
    pub messages: u32,
    /// Answers of which the model chose the words.
    pub by_model: u32,
    /// Needs that it has read, since rules did not understand them.
    pub read_by_model: u32,
    /// Half of the answers by rules took no longer than so many milliseconds,
    pub rules_p50_ms: f64,
    /// and 99 in 100 no longer than this.
    pub rules_p99_ms: f64,
    /// Messages whose right product was not shown, by what they are called.
    pub missed: Vec<String>,
    /// What the model is worth.
    #[serde(flatten)]
    pub judged: Judged,
}

/// Says all `cases` to the assistant; `progress` is told how many are done.
///
/// # Errors
/// The store cannot be read.
pub async fn judge(guide: &Guide, cases: &[Case], now: Timestamp, progress: impl Fn(usize)) -> Result<Judgement> {
    let settings = guide.settings()?;
    let (mut sum, mut millis) = (Judgement::default(), Vec::new());
    sum.judged.at = Some(now);
    for (at, case) in cases.iter().enumerate() {
        let mut said = Unkept::new(now);
        for (number, text) in case.turns.iter().enumerate() {
            let began = Instant::now();
            let rules = turn::answer(guide.rules(), &settings, None, &said.past(), text).await?;
            millis.push(began.elapsed().as_secs_f64() * 1000.0);
            let watch = Watch::default();
            let reader = Some((&guide.reader, &watch)).filter(|_| guide.llm.is_there());
            let is_last = number + 1 == case.turns.len();
            if is_last {
                sum.judged.by_rules += u32::from(is_right(guide, case, &rules)? == Some(true));
            }
            let answer = match reader {
                Some(_) => {
                    let desk = Desk { reader, ..guide.rules() };
                    turn::answer(desk, &settings, None, &said.past(), text).await?
                }
                None => rules,
            };
            sum.read_by_model += u32::from(answer.is_read);
            if is_last {
                let name = format!("judged {at}");
                let chosen = choose::words(&guide.llm, (&answer, ""), text, &name, &Watch::default()).await;
                sum.by_model += u32::from(chosen.is_some());
                // Words that are chosen are those of facts: anything else has been invented.
                let words = chosen.unwrap_or_else(|| answer.reply.text.clone());
                sum.judged.invented += u32::from(invents(&words, &answer));
                if let Some(written) = prose::words_of(&guide.llm, (&answer, ""), text, &name, &Watch::default()).await
                {
                    sum.judged.sentences += u32::try_from(written.written).unwrap_or(0);
                    sum.judged.unsupported += u32::try_from(written.refused).unwrap_or(0);
                    sum.judged.invented += u32::from(invents(&written.text, &answer));
                }
                shown(guide, case, &answer, &mut sum)?;
            }
            said.note(text, &answer);
        }
        sum.messages += 1;
        progress(at + 1);
    }
    millis.sort_by(f64::total_cmp);
    let share = |of: f64| millis.get((millis.len() as f64 * of) as usize).copied().unwrap_or_default();
    (sum.rules_p50_ms, sum.rules_p99_ms) = (share(0.5), share(0.99));
    Ok(sum)
}

fn shown(guide: &Guide, case: &Case, answer: &turn::Turn, sum: &mut Judgement) -> Result<()> {
    let Some(is_right) = is_right(guide, case, answer)? else { return Ok(()) };
    sum.judged.of += 1;
    if is_right {
        sum.judged.right += 1;
    } else {
        sum.missed.push(case.id.clone());
    }
    Ok(())
}

/// Whether a right product is among the first three; nothing where there is none to be shown.
fn is_right(guide: &Guide, case: &Case, answer: &turn::Turn) -> Result<Option<bool>> {
    if case.expect.right.is_empty() || case.expect.intent == "compare" {
        return Ok(None);
    }
    let ids: Vec<_> = answer.reply.reply.tips.iter().take(3).map(|it| it.product).collect();
    let products = guide.shelves.db.look(|txn| guide.shelves.these(txn, &ids))?;
    Ok(Some(products.iter().any(|it| case.expect.right.iter().any(|slug| *slug == it.slug.to_string()))))
}

/// An amount of money that stands in nothing that is known of the goods, or a link.
fn invents(text: &str, answer: &turn::Turn) -> bool {
    let known: Vec<&str> = answer.facts.iter().map(|it| it.text.as_str()).chain([answer.reply.text.as_str()]).collect();
    let is_known = |word: &str| known.iter().any(|it| it.contains(word));
    let amounts = text.split_whitespace().filter(|it| it.starts_with(['$', '€', '£', '¥']));
    let mut amounts = amounts.map(|it| it.trim_end_matches(['.', ',', ';', ')']));
    amounts.any(|it| !is_known(it)) || text.contains("://")
}

/// What was said in a conversation that nobody keeps.
struct Unkept {
    conversation: Conversation,
    messages: Vec<Message>,
}

impl Unkept {
    fn new(now: Timestamp) -> Self {
        let conversation = Conversation {
            id: ConversationId::from_bytes([1; 16]),
            owner: Owner::Guest([0; 32]),
            title: String::new(),
            about: None,
            started: now,
            touched: now,
            count: 0,
            shared: None,
        };
        Self { conversation, messages: Vec::new() }
    }

    fn past(&self) -> Past {
        Past::of(&self.conversation, &self.messages)
    }

    fn note(&mut self, said: &str, answer: &turn::Turn) {
        let (conversation, at) = (self.conversation.id, self.conversation.started);
        let number = u32::try_from(self.messages.len()).unwrap_or(u32::MAX);
        let message = |number, author, text: &str, reply| Message {
            id: MessageId::from_bytes([2; 16]),
            conversation,
            number,
            author,
            at,
            text: text.to_owned(),
            reply,
            opinion: None,
        };
        let reply = &answer.reply;
        self.messages.push(message(number, Author::Shopper, said, None));
        self.messages.push(message(number + 1, Author::Assistant, &reply.text, Some(reply.reply.clone())));
    }
}
