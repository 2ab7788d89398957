//! Products in rows: found, in a category, or of one maker.

use super::{
    facets, nav, rescue,
    shelf::{self, Shelf},
    view::{Corrected, HiddenField, SearchPage, SellerPage, Understood},
};
use crate::{
    base::{Error, Limit, Result, Slug, links, text},
    features::{
        catalog::{self, Category},
        sellers,
    },
    platform::{
        db::Reads,
        search::{Facet, Found, Question, SearchParams, Sort},
        web::{
            Frame,
            parts::{Avatar, Choice, Crumb, Issues, Link, Pager, counted},
        },
    },
};

/// Where the products stand: on all shelves, or in one category.
pub struct Place {
    /// Where its forms lead.
    pub action: String,
    pub(super) label: String,
    crumbs: Vec<Crumb>,
    inside: Vec<Link>,
    pub(super) category: Option<String>,
}

impl Place {
    /// All shelves.
    pub fn everything() -> Self {
        Self { action: "/products".into(), label: "Everything".into(), crumbs: vec![], inside: vec![], category: None }
    }

    /// The category at `path`, or not found.
    pub fn category(txn: &impl Reads, path: &str) -> Result<Self> {
        let found = catalog::find_category_by_path(txn, path)?;
        let category = found.ok_or_else(|| Error::not_found("There is no such category"))?;
        let line = catalog::lineage(txn, Some(category.id))?;
        let inside = inside(&catalog::tree(txn)?, &line);
        Ok(Self {
            action: links::category(&category.path),
            label: category.label,
            crumbs: crumbs(&line),
            inside,
            category: Some(category.path),
        })
    }

    /// What the index is asked for `params` at this place.
    pub(super) fn question(&self, params: &SearchParams) -> Question {
        let mut question = params.question();
        if let Some(path) = &self.category {
            *question.filters.of_mut(Facet::Category) = vec![path.clone()];
        }
        question
    }
}

/// From the shop's door down to the last of `line`.
pub fn crumbs(line: &[Category]) -> Vec<Crumb> {
    let door = Crumb::new("Shop", "/");
    [door].into_iter().chain(line.iter().map(|it| Crumb::new(&it.label, links::category(&it.path)))).collect()
}

/// The categories right below the last of `line` that hold something.
fn inside(tree: &[catalog::Branch], line: &[Category]) -> Vec<Link> {
    let mut branches = tree;
    for category in line {
        branches = branches.iter().find(|it| it.category.id == category.id).map_or(&[], |it| &it.children);
    }
    let full = branches.iter().filter(|it| it.count > 0);
    full.map(|it| Link::new(&it.category.label, links::category(&it.category.path))).collect()
}

/// Looks for `params` at `place` and puts the page together.
pub async fn page(place: Place, mut params: SearchParams, frame: Frame, shelf: &Shelf<'_>) -> Result<SearchPage> {
    if place.category.is_some() {
        params.filters.of_mut(Facet::Category).clear();
    }
    let (found, understood) = find(&place, &mut params, shelf).await;
    let empty = if found.hits.is_empty() { Some(rescue::nothing(&place, &params, &found, shelf).await?) } else { None };
    let cards = shelf.db.look(|txn| shelf::found(txn, shelf.shop, &found))?;
    let action = place.action.clone();
    let total = found.total as u64;
    let heading = heading(&place, &params, &found);
    let searched = !params.text.is_empty() || !params.filters.is_empty();
    let mut frame = frame.at(&action).asking(&params.text).known_as(shelf.shop.base_url.to(&params.to_url(&action)));
    frame.noindex = searched || empty.is_some();
    let door = |it: &&str| frame.path == **it || frame.path.starts_with(&format!("{it}&"));
    if let Some(door) = nav::DOORS.iter().map(|it| it.1).find(door) {
        frame.here = door.into();
    }
    Ok(SearchPage {
        frame,
        title: if params.text.is_empty() { place.label.clone() } else { params.text.clone() },
        heading,
        lead: lead(&params, &found),
        inside: place.inside,
        understood,
        corrected: found.corrected.as_ref().map(|shown| Corrected {
            typed: params.text.clone(),
            shown: shown.clone(),
            exact_url: params.asking(&params.text, true).to_url(&action),
        }),
        kept: hidden(&params, |name| matches!(name, "q" | "exact" | "sort" | "limit")),
        unsorted: hidden(&params, |name| !matches!(name, "sort" | "page")),
        chips: facets::chips(&params, &found, &action, shelf.shop.currency),
        clear_url: params.unfiltered().to_url(&action),
        save_url: if searched { save_url(&params, &found, place.category.clone()) } else { String::new() },
        facets: facets::groups(&params, &found, place.category.is_some(), shelf.shop.currency),
        issues: Issues::default(),
        sorts: sorts(&params),
        pager: Pager::new(params.page() as u64, params.limit.get() as u64, total, |page| {
            params.at_page(usize::try_from(page).unwrap_or(1)).to_url(&action)
        }),
        crumbs: place.crumbs,
        feed: feed(&params, place.category),
        action,
        cards,
        empty,
    })
}

/// What is new of what is shown here.
fn feed(params: &SearchParams, category: Option<String>) -> String {
    let mut params = SearchParams { offset: 0, sort: Sort::Relevance, ..params.clone() };
    params.filters.of_mut(Facet::Category).extend(category);
    params.to_url("/products.atom")
}

/// Where what is shown here is saved, with the words that were looked for.
fn save_url(params: &SearchParams, found: &Found, category: Option<String>) -> String {
    let text = found.corrected.as_deref().unwrap_or(&params.text);
    let mut params = SearchParams { limit: Limit::default(), ..params.asking(text, params.exact) };
    params.filters.of_mut(Facet::Category).extend(category);
    params.to_url("/account/saved-searches/new")
}

/// What fits `params`. Where their words say what finds must be like, and something is, they are changed to what was
/// understood.
async fn find(place: &Place, params: &mut SearchParams, shelf: &Shelf<'_>) -> (Found, Option<Understood>) {
    if let Some(other) = params.understood(shelf.shop.currency, shelf.today(), || shelf.search.licences()) {
        let found = shelf.search.ask(place.question(&other)).await;
        if found.total > 0 {
            let exact_url = params.asking(&params.text, true).to_url(&place.action);
            let typed = std::mem::replace(params, other).text;
            return (found, Some(Understood { typed, exact_url }));
        }
    }
    (shelf.search.ask(place.question(params)).await, None)
}

fn heading(place: &Place, params: &SearchParams, found: &Found) -> String {
    if params.text.is_empty() {
        return place.label.clone();
    }
    match found.total {
        0 => format!("Nothing for “{}”", params.text),
        total => format!("{} for “{}”", counted(total as u64, "result", "results"), params.text),
    }
}

fn lead(params: &SearchParams, found: &Found) -> String {
    if found.rebuilding {
        return "The shelves are being sorted; something may be missing for a moment.".into();
    }
    let near = found.near > 0 && !params.text.is_empty();
    if found.relaxed && found.total > 0 {
        let most = "Nothing holds all of these words. These hold most of them";
        return if near { format!("{most}, or come near in meaning.") } else { format!("{most}.") };
    }
    if near && found.near >= found.total {
        return "Nothing holds these words. These come near in meaning.".into();
    }
    if near {
        let near = counted(found.near as u64, "of these holds", "of these hold");
        return format!("{near} not all of the words, but come near in meaning.");
    }
    if params.text.is_empty() && found.total > 0 { shelf::products(found.total) } else { String::new() }
}

fn hidden(params: &SearchParams, keep: impl Fn(&str) -> bool) -> Vec<HiddenField> {
    let fields = params.fields().into_iter().filter(|(name, _)| keep(name));
    fields.map(|(name, value)| HiddenField { name, value }).collect()
}

fn sorts(params: &SearchParams) -> Vec<Choice> {
    let searched = !params.text.is_empty();
    let label = |sort| match sort {
        Sort::Relevance if searched => "Best match",
        Sort::Relevance => "Most wanted",
        Sort::Newest => "Newest",
        Sort::Updated => "Updated last",
        Sort::PriceAscending => "Price, low to high",
        Sort::PriceDescending => "Price, high to low",
        Sort::Popular => "Most sold",
        Sort::Hot => "Hot just now",
        Sort::Rating => "Top rated",
    };
    let offered = Sort::ALL.into_iter().filter(|sort| searched || *sort != Sort::Popular || params.sort == *sort);
    offered.map(|sort| Choice::new(sort.name(), label(sort), sort == params.sort)).collect()
}

/// A maker's page.
pub async fn seller(slug: String, page: usize, frame: Frame, shelf: &Shelf<'_>) -> Result<SellerPage> {
    const SIZE: usize = 24;
    let shop = shelf.shop.clone();
    let draw = move |txn: &_| {
        let missing = || Error::not_found("There is no such maker");
        let slug = Slug::parse(&slug).map_err(|_| missing())?;
        let seller = sellers::find_by_slug(txn, &slug)?.ok_or_else(missing)?;
        let total = catalog::count_of_seller(txn, seller.id)?;
        let page = page.clamp(1, total.div_ceil(SIZE).max(1));
        let products = catalog::of_seller(txn, seller.id, page * SIZE)?;
        let url = links::seller(&seller.slug);
        let here = |page| if page == 1 { url.clone() } else { format!("{url}?page={page}") };
        let of_seller = SearchParams::default().toggled(Facet::Seller, slug.as_str());
        Ok(SellerPage {
            frame: frame.known_as(shop.base_url.to(&here(page as u64))),
            avatar: Avatar::of(seller.name.as_str()),
            summary: format!("{}, here since {}", shelf::products(total), seller.created.date()),
            about: text::line(&seller.about),
            cards: shelf::cards(txn, &shop, products.get((page - 1) * SIZE..).unwrap_or_default())?,
            pager: Pager::new(page as u64, SIZE as u64, total as u64, here),
            feed: of_seller.to_url("/products.atom"),
            search_url: of_seller.to_url("/products"),
            name: seller.name.to_string(),
        })
    };
    shelf.db.read(draw).await
}
