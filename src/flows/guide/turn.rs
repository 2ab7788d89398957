//! One turn of a conversation: from what was said to what is answered.

use super::{
    choose::Watch,
    compare, detail,
    facts::{self, Fact, Kind},
    help, needs, orders, own,
    prose::{self, Good},
    reading::{Reader, Reading},
    retrieval::{Finds, Shelves},
    sieve, talk, tone,
};
use crate::{
    base::{Money, ProductId, Result, UserId, text},
    features::{
        assistant::{
            AssistantSettings, Change, Context, Conversation, Intent, Message, NewReply, Reply, Target, Tip, understand,
        },
        catalog::Product,
    },
    platform::search::{SearchParams, Sort},
};

/// So many products are shown at once.
const SHOWN: usize = 3;
/// So many stand side by side at most.
const BESIDE: usize = 4;
/// Finds that are further from the words than this in meaning are no answer, if they hold few of the words as well.
const NEAR_ENOUGH: f32 = 0.36;
/// Characters of what stands beside a product.
const WHY: usize = 110;

/// What an answer may lean on.
#[derive(Debug, Clone, Default)]
pub(super) struct Past {
    /// The products shown last.
    shown: Vec<ProductId>,
    /// What was looked for last.
    query: Option<SearchParams>,
    /// The product spoken of last.
    focus: Option<ProductId>,
}

/// An answer, and what there was to choose from: facts that a model may tell in place of those that rules chose.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// As rules answer.
    pub reply: NewReply,
    /// Whether the words of the answer may be chosen otherwise.
    pub facts: Vec<Fact>,
    /// How the answer may begin, each as true as the others.
    pub openings: Vec<String>,
    /// What a model that writes freely may say of which product.
    pub goods: Vec<Good>,
    /// Whether a model has read the need.
    pub is_read: bool,
}

impl Past {
    pub fn of(conversation: &Conversation, messages: &[Message]) -> Self {
        let replies = || messages.iter().rev().filter_map(|it| it.reply.as_ref());
        let shown = |it: &Reply| match it.comparison.is_empty() {
            true => it.tips.iter().map(|it| it.product).collect(),
            false => it.comparison.clone(),
        };
        let last = replies().map(shown).find(|it: &Vec<ProductId>| !it.is_empty()).unwrap_or_default();
        let several = replies().map(shown).find(|it: &Vec<ProductId>| it.len() > 1);
        let focus = (last.len() == 1).then(|| last[0]).or_else(|| conversation.about.filter(|_| last.is_empty()));
        let query = replies().find(|it| !it.query.is_empty()).and_then(|it| SearchParams::parse(&it.query).ok());
        Self { shown: several.unwrap_or(last), query, focus }
    }

    fn context(&self) -> Context {
        Context { shown: self.shown.len(), looked: self.query.is_some(), about: self.focus.is_some() }
    }
}

/// What `said` asks for, after what was said before.
pub(super) fn heard(past: &Past, said: &str) -> Intent {
    match understand(said, past.context()) {
        Intent::Find(words) => needs::of_the_shop(said).unwrap_or(Intent::Find(words)),
        other => other,
    }
}

/// Where things are found, and who reads the needs that rules do not understand, if anybody does.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub shelves: &'a Shelves,
    pub reader: Option<(&'a Reader, &'a Watch)>,
}

/// Answers `said` to somebody, in the way that the shop has set.
pub(super) async fn answer(
    desk: Desk<'_>,
    settings: &AssistantSettings,
    who: Option<UserId>,
    past: &Past,
    said: &str,
) -> Result<Turn> {
    let heard = heard(past, said);
    if let Some(reply) = own::answer(settings, &heard, said) {
        return Ok(Turn { reply, ..Turn::default() });
    }
    let turn = answered(desk, heard, who, past, said).await?;
    Ok(tone::set(settings.tone, turn))
}

async fn answered(desk: Desk<'_>, heard: Intent, who: Option<UserId>, past: &Past, said: &str) -> Result<Turn> {
    let shelves = desk.shelves;
    let plain = |reply: NewReply| Ok(Turn { reply, ..Turn::default() });
    match heard {
        Intent::Find(words) => need(desk, &SearchParams { text: words, ..SearchParams::default() }, said).await,
        Intent::Newest => newest(shelves).await,
        Intent::Refine(change) => refine(shelves, past, &change).await,
        Intent::Detail(target, aspect) => match one(shelves, past, &target).await? {
            Some(product) => {
                let now = shelves.db.clock().now();
                let words = shelves.db.look(|txn| detail::answer(txn, &product, aspect, said, now))?;
                Ok(about(&product, words))
            }
            None => find(shelves, &named_or(&target, said)).await,
        },
        Intent::Compare(targets) => beside(shelves, past, &targets, said).await,
        Intent::Like(target, change) => match one(shelves, past, &target).await? {
            Some(product) => like(shelves, &product, &change).await,
            None => find(shelves, &named_or(&target, said)).await,
        },
        Intent::Cart(target) => offer(shelves, past, &target, said, "cart").await,
        Intent::Wish(target) => offer(shelves, past, &target, said, "wish").await,
        Intent::Alert(target, price) => {
            let price = price.and_then(|it| amount(&it, shelves));
            let kind = price.map_or_else(|| "alert".to_owned(), |it| format!("alert {}", it.plain()));
            offer(shelves, past, &target, said, &kind).await
        }
        Intent::Order(topic) => plain(shelves.db.look(|txn| orders::answer(txn, who, topic))?),
        Intent::Policy(policy) => plain(help::policy(policy, &shelves.shop)),
        Intent::Talk(it) => plain(talk::talk(it, &shelves.shop.name)),
        Intent::Refuse(reason) => plain(talk::refusal(reason)),
        Intent::Unclear => plain(talk::unclear()),
    }
}

fn amount(written: &str, shelves: &Shelves) -> Option<Money> {
    let digits: String = written.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    Money::parse(&digits.replace(',', "."), shelves.currency()).ok()
}

fn named_or(target: &Target, said: &str) -> SearchParams {
    let words = match target {
        Target::Named(name) => name.clone(),
        _ => said.to_owned(),
    };
    SearchParams { text: words, ..SearchParams::default() }
}

/// The product that is meant.
async fn one(shelves: &Shelves, past: &Past, target: &Target) -> Result<Option<Product>> {
    if let Target::Named(name) = target {
        return shelves.named(name).await;
    }
    let found = shelves.db.look(|txn| shelves.these(txn, &past.shown))?;
    let id = match target {
        Target::Nth(at) => past.shown.get(*at).copied(),
        Target::Last => past.shown.last().copied(),
        Target::Cheapest => found.iter().min_by_key(|it| it.price().map_or(i64::MAX, |it| it.amount)).map(|it| it.id),
        _ => past.focus.or_else(|| past.shown.first().copied()),
    };
    let ids: Vec<_> = id.into_iter().collect();
    Ok(shelves.db.look(|txn| shelves.these(txn, &ids))?.pop())
}

fn about(product: &Product, words: String) -> Turn {
    let mut reply = Reply { tips: vec![tip(product)], looked: 1, ..Reply::default() };
    reply.suggestions =
        vec!["Something similar but cheaper?".into(), "Add it to my cart".into(), "What licence has it?".into()];
    Turn { reply: NewReply { text: words, reply }, ..Turn::default() }
}

fn tip(product: &Product) -> Tip {
    Tip { product: product.id, why: text::shorten(&text::line(&product.summary), WHY) }
}

async fn find(shelves: &Shelves, asked: &SearchParams) -> Result<Turn> {
    let finds = shelves.find(asked).await?;
    Ok(told(shelves, finds, None))
}

/// What fits a need that may have to be read first.
async fn need(desk: Desk<'_>, asked: &SearchParams, said: &str) -> Result<Turn> {
    let finds = desk.shelves.find(asked).await?;
    let Some((reader, watch)) = desk.reader.filter(|_| finds.is_unsure()) else {
        return Ok(told(desk.shelves, finds, None));
    };
    match reader.read(said, watch).await {
        Some(Reading::Kinds(kinds)) => {
            let finds = desk.shelves.find_read(asked, &kinds).await?;
            Ok(Turn { is_read: true, ..told(desk.shelves, finds, None) })
        }
        // Words that are found all the same mean something.
        Some(Reading::Nothing) if finds.vague => Ok(Turn { reply: talk::unclear(), is_read: true, ..Turn::default() }),
        Some(Reading::Nothing) | None => Ok(told(desk.shelves, finds, None)),
    }
}

async fn newest(shelves: &Shelves) -> Result<Turn> {
    let finds = shelves.find(&SearchParams { sort: Sort::Newest, ..SearchParams::default() }).await?;
    Ok(told(shelves, finds, Some("These came last.".to_owned())))
}

async fn refine(shelves: &Shelves, past: &Past, change: &Change) -> Result<Turn> {
    let Some(before) = &past.query else { return Ok(Turn { reply: talk::unclear(), ..Turn::default() }) };
    let shown = shelves.db.look(|txn| shelves.these(txn, &past.shown))?;
    let params = sieve::changed(before, change, &shown)?;
    let finds = shelves.find(&params).await?;
    if !finds.products.is_empty() {
        return Ok(told(shelves, finds, None));
    }
    let least = |shown: &[Product]| shown.iter().min_by_key(|it| it.price().map_or(i64::MAX, |it| it.amount)).cloned();
    let text = match (change, least(&shown)) {
        (Change::Cheaper, Some(it)) => format!("Nothing that fits costs less than {}, {}.", it.title, facts::tag(&it)),
        (Change::More, _) => "That was all that fits.".to_owned(),
        (_, Some(it)) => format!("Nothing fits that. Of those before, {} costs least, {}.", it.title, facts::tag(&it)),
        _ => "Nothing fits that.".to_owned(),
    };
    let tips = if matches!(change, Change::More) { Vec::new() } else { least(&shown).iter().map(tip).collect() };
    // What was asked before stays what is changed next; what does not fit is not shown as if it did.
    let fits = tips.iter().all(|_| !matches!(change, Change::Only(_)));
    let reply = Reply { tips: if fits { tips } else { Vec::new() }, query: query(before), ..Reply::default() };
    Ok(Turn { reply: NewReply { text, reply }, ..Turn::default() })
}

fn query(params: &SearchParams) -> String {
    params.to_url("").trim_start_matches('?').to_owned()
}

/// What was found, in words and as cards.
fn told(shelves: &Shelves, finds: Finds, opening: Option<String>) -> Turn {
    let far = finds.nearness.is_some_and(|it| it < NEAR_ENOUGH) && finds.vague && !finds.known;
    let nothing = finds.params.text.is_empty() && finds.params.filters.is_empty();
    if finds.products.is_empty() || far || nothing && opening.is_none() {
        let mut reply = talk::unclear();
        if !finds.params.filters.is_empty() {
            reply.text = "Nothing on the shelves fits that. A wider price, or fewer conditions, may help.".into();
            reply.reply.query = query(&finds.params);
        }
        return Turn { reply, ..Turn::default() };
    }
    let products: Vec<Product> = finds.products.into_iter().take(SHOWN).collect();
    let facts = facts::of(&products, shelves.db.clock().now());
    let read = finds.corrected.as_deref().map(|it| format!("I read that as “{it}”. ")).unwrap_or_default();
    let opening = opening.unwrap_or_else(|| format!("{read}{}", self::opening(products.len(), finds.vague)));
    let chosen = chosen(&facts);
    let openings = vec![opening.clone(), format!("{read}Have a look at these.")];
    let text = [vec![opening], chosen].concat().join(" ");
    let suggestions = suggestions(&products);
    let reply = Reply {
        tips: products.iter().map(tip).collect(),
        suggestions,
        query: query(&finds.params),
        looked: u32::try_from(finds.total).unwrap_or(u32::MAX),
        ..Reply::default()
    };
    Turn { reply: NewReply { text, reply }, goods: prose::goods(&products, &facts), facts, openings, ..Turn::default() }
}

fn opening(count: usize, vague: bool) -> &'static str {
    match (count, vague) {
        (1, false) => "One thing fits.",
        (1, true) => "One thing comes near to that.",
        (2, false) => "Two things fit.",
        (2, true) => "Nothing fits exactly; these two come nearest.",
        (_, false) => "These three fit best.",
        (_, true) => "Nothing fits exactly; these three come nearest.",
    }
}

/// The two facts that rules choose: what decides between things comes first.
fn chosen(facts: &[Fact]) -> Vec<String> {
    // What costs what stands on the cards; of one thing alone it is worth a sentence.
    let alone = facts.iter().all(|it| it.product == facts[0].product);
    let says = |it: &&Fact| it.kind < Kind::Licence || alone && it.kind == Kind::Price;
    let mut sorted: Vec<&Fact> = facts.iter().filter(says).collect();
    sorted.sort_by_key(|it| it.kind);
    let mut told: Vec<&Fact> = Vec::new();
    for fact in sorted {
        if told.len() < 2 && told.iter().all(|it| (alone || it.product != fact.product) && it.kind != fact.kind) {
            told.push(fact);
        }
    }
    told.iter().map(|it| it.text.clone()).collect()
}

fn suggestions(products: &[Product]) -> Vec<String> {
    let mut all = Vec::new();
    if products.len() > 1 {
        all.push("Compare the first two".to_owned());
    }
    match products.iter().all(|it| it.price().is_none_or(|it| it.amount == 0)) {
        true => all.push("Show me more".to_owned()),
        false => all.extend(["Cheaper".to_owned(), "What about free ones?".to_owned()]),
    }
    all
}

async fn like(shelves: &Shelves, product: &Product, change: &Change) -> Result<Turn> {
    let alike = shelves.search.alike(product.id.to_bytes()).await;
    let ids: Vec<ProductId> =
        alike.iter().map(|it| ProductId::from_bytes(it.id)).filter(|it| *it != product.id).collect();
    let mut products = shelves.db.look(|txn| shelves.products(txn, ids.iter().copied()))?;
    if let (Change::Cheaper, Some(price)) = (change, product.price()) {
        products.retain(|it| it.price().is_some_and(|it| it.amount < price.amount));
    }
    let title = &product.title;
    if products.is_empty() {
        let cheaper = if matches!(change, Change::Cheaper) { " that costs less" } else { "" };
        return Ok(about(product, format!("There is nothing like {title}{cheaper} here.")));
    }
    let opening = match change {
        Change::Cheaper => format!("These are like {title} and cost less."),
        _ => format!("These come nearest to {title}."),
    };
    let params = SearchParams { text: title.clone(), ..SearchParams::default() };
    let finds = Finds { total: products.len(), products, params, ..Finds::default() };
    Ok(told(shelves, finds, Some(opening)))
}

/// Products side by side; names that nothing is called by are said.
async fn beside(shelves: &Shelves, past: &Past, targets: &[Target], said: &str) -> Result<Turn> {
    let mut products: Vec<Product> = Vec::new();
    let mut missing = Vec::new();
    for target in targets {
        match target {
            Target::All => products = shelves.db.look(|txn| shelves.these(txn, &past.shown))?,
            Target::Named(name) => match shelves.named(name).await? {
                Some(product) => products.push(product),
                None => missing.push(name.clone()),
            },
            other => products.extend(one(shelves, past, other).await?),
        }
    }
    let mut seen = Vec::new();
    products.retain(|it| {
        !seen.contains(&it.id) && {
            seen.push(it.id);
            true
        }
    });
    products.truncate(BESIDE);
    if products.len() < 2 {
        return match products.pop() {
            Some(product) => {
                let missing = missing.iter().map(|it| format!("“{it}”")).collect::<Vec<_>>();
                let words =
                    format!("I find {} here, but nothing called {}.", product.title, compare::joined(&missing, "or"));
                Ok(about(&product, words))
            }
            None => find(shelves, &SearchParams { text: said.to_owned(), ..SearchParams::default() }).await,
        };
    }
    let facts = facts::of(&products, shelves.db.clock().now());
    let reply = Reply {
        comparison: products.iter().map(|it| it.id).collect(),
        suggestions: vec!["The cheapest one".into(), "Something similar but cheaper?".into()],
        looked: u32::try_from(products.len()).unwrap_or(0),
        ..Reply::default()
    };
    let text = compare::sentence(&products);
    let goods = prose::goods(&products, &facts);
    Ok(Turn { openings: vec![text.clone()], reply: NewReply { text, reply }, facts, goods, ..Turn::default() })
}

/// Something is made ready to be done; the shopper does it with a click.
async fn offer(shelves: &Shelves, past: &Past, target: &Target, said: &str, kind: &str) -> Result<Turn> {
    let Some(product) = one(shelves, past, target).await? else { return find(shelves, &named_or(target, said)).await };
    let (title, price) = (&product.title, facts::tag(&product));
    let words = match kind {
        "cart" => format!(
            "{title} costs {price}. Put it into your cart with the button below; nothing is bought before you pay."
        ),
        "wish" => format!("{title} costs {price}. Put it on your wishlist with the button below."),
        "alert" => format!("{title} costs {price} now. Say below from which price on you want to hear."),
        _ => format!("{title} costs {price} now. Confirm the price below, and a mail tells you when it is reached."),
    };
    let mut turn = about(&product, words);
    turn.reply.reply.offer = Some(kind.to_owned());
    Ok(turn)
}
