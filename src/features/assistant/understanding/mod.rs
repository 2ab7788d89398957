//! What a message means, by rules: the same words are always understood alike, in microseconds. Products are not known
//! here; names of them stay words, which whoever answers looks for.

mod asking;
mod change;
mod comparing;
mod glossary;
mod help;
mod lines;
mod refused;
mod talk;
mod target;
mod tongue;
mod wants;

pub use asking::Aspect;
pub use change::Change;
pub use help::{OrderTopic, Policy};
pub use refused::Reason;
pub use talk::Talk;
pub use target::Target;

use self::lines::Line;

/// What was said before, as far as a message may lean on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// How many products the last answer with products showed.
    pub shown: usize,
    /// Whether something was looked for, so that it can be changed.
    pub looked: bool,
    /// Whether the conversation is about one product.
    pub about: bool,
}

impl Context {
    fn is_empty(self) -> bool {
        self.shown == 0 && !self.about
    }
}

/// What a message asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Goods for what these words say.
    Find(String),
    /// What came last, whatever it is.
    Newest,
    /// What was looked for before, changed.
    Refine(Change),
    /// Something about a product.
    Detail(Target, Aspect),
    /// Products side by side.
    Compare(Vec<Target>),
    /// Goods like a product, changed perhaps.
    Like(Target, Change),
    /// A product into the cart.
    Cart(Target),
    /// A product onto the wishlist.
    Wish(Target),
    /// News when a product costs less: less than so much in units of the currency, as it was written.
    Alert(Target, Option<String>),
    /// Help with what was bought.
    Order(OrderTopic),
    /// How the shop does things.
    Policy(Policy),
    /// Small talk.
    Talk(Talk),
    /// What an assistant does not do.
    Refuse(Reason),
    /// Nothing that could be understood.
    Unclear,
}

fn is_about_shown(intent: &Intent) -> bool {
    matches!(intent, Intent::Detail(Target::Nth(_) | Target::Last | Target::Cheapest, _))
}

/// What `text` asks for, after what was said before.
pub fn understand(text: &str, context: Context) -> Intent {
    let line = Line::of(text);
    if line.words.is_empty() {
        return Intent::Unclear;
    }
    let steps: [fn(&Line, Context) -> Option<Intent>; 10] = [
        |line, _| refused::reason(line).map(Intent::Refuse),
        |line, context| comparing::compared(line, context).map(Intent::Compare),
        wants::act,
        // "Does the first one encrypt my data?" is about the first one.
        |line, context| asking::asked(line, context).filter(is_about_shown),
        |line, _| help::policy(line).map(Intent::Policy),
        |line, _| help::order(line).map(Intent::Order),
        |line, _| talk::of(line).map(Intent::Talk),
        |line, _| wants::is_news(line).then_some(Intent::Newest),
        asking::asked,
        change::of,
    ];
    let found = steps.iter().find_map(|step| step(&line, context));
    found.unwrap_or_else(|| if line.is_gibberish() { Intent::Unclear } else { Intent::Find(wants::need(&line)) })
}

/// The language other than English that `text` is surely written in, by two letters.
pub fn tongue(text: &str) -> Option<&'static str> {
    tongue::of(&Line::of(text))
}
