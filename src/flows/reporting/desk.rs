//! Who answers questions about figures.

use super::asked::{self, Asking};
use crate::{
    base::{Currency, Day, ProductId, Result},
    features::{
        analytics::{self, Answer, Whose},
        catalog,
    },
    platform::{
        db::{Db, ReadTxn},
        llm::Llm,
        search::Search,
        web::Shop,
    },
};

/// Answers questions about figures; clones are the same.
#[derive(Clone)]
pub struct Reporter {
    pub(super) db: Db,
    pub(super) search: Search,
    pub(super) llm: Llm,
    pub(super) currency: Currency,
}

/// What a seller's products are called, in small letters; read when the first name is looked for.
pub(super) type Own = Option<Vec<(String, ProductId)>>;

/// An answer with what was asked.
pub(super) struct Report {
    /// How the question was read.
    pub asked: Asking,
    /// What the figures say; nothing if the question was not understood.
    pub answer: Option<Answer>,
}

impl Reporter {
    /// Knows the figures of this shop.
    pub fn new(db: Db, search: Search, llm: Llm, shop: &Shop) -> Self {
        Self { db, search, llm, currency: shop.currency }
    }

    pub(super) fn today(&self) -> Day {
        Day::of(self.db.clock().now())
    }

    /// Answers what was asked about somebody's trade.
    ///
    /// # Errors
    /// The question asks for what cannot be told; the field is named.
    pub(super) async fn report(&self, whose: Whose, asked: Asking) -> Result<Report> {
        let asked = match &asked.words {
            Some(words) if asked.is_words_alone => asked::read(self, whose, words.clone()).await?,
            _ => asked,
        };
        let Some(question) = asked.question() else { return Ok(Report { asked, answer: None }) };
        let currency = self.currency;
        let answer = self.db.read(move |txn| analytics::answer(txn, whose, &question, currency)).await?;
        Ok(Report { asked, answer: Some(answer) })
    }

    /// The product of that name, among those that are somebody's.
    pub(super) fn named(&self, txn: &ReadTxn, whose: Whose, own: &mut Own, name: &str) -> Option<ProductId> {
        let name = name.trim().to_lowercase();
        if name.is_empty() {
            return None;
        }
        match whose {
            Whose::Seller(seller) => {
                if own.is_none() {
                    let all = catalog::all_of_seller(txn, seller).ok()?;
                    *own = Some(all.into_iter().map(|it| (it.title.to_lowercase(), it.id)).collect());
                }
                let (all, longer) = (own.as_deref().unwrap_or_default(), format!("{name} "));
                let exactly = all.iter().find(|it| it.0 == name);
                exactly.or_else(|| all.iter().find(|it| it.0.starts_with(&longer))).map(|it| it.1)
            }
            Whose::Shop => {
                let found = self.search.suggest(&name, 5).products;
                let is = |title: &str| title.to_lowercase() == name;
                let begins = |title: &str| title.to_lowercase().starts_with(&format!("{name} "));
                let found = found.iter().find(|it| is(&it.title)).or_else(|| found.iter().find(|it| begins(&it.title)));
                found.map(|it| ProductId::from_bytes(it.id))
            }
        }
    }
}
