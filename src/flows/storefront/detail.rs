//! The page of a product.

use std::{collections::HashSet, sync::Arc};

use super::{
    opinions,
    related::Beside,
    results,
    shelf::{self, Shelf},
    view::{
        BuyBox, EditionChoice, Fact, FileRow, Files, Gallery, GoodsData, OfferData, OwnPrice, PagePicture, PreviewRow,
        ProductPage, Promise, RelatedRow, SellerLine, Terms, Thumb, Version,
    },
};
use crate::{
    base::{Error, ProductId, Result, Slug, Timestamp, links, text},
    features::{
        catalog::{self, Edition, Price, Product, Release, shown},
        delivery::{self, Allowance},
        discounts,
        previews::{self, Drawn, Preview},
        reviews::{Wanted, shown::Viewer},
        sellers::{self, Editing},
        wishlists::{self, Wisher},
    },
    platform::{
        db::{Reads, Record},
        search::{Facet, SearchParams},
        web::{
            Frame, Shop,
            parts::{Cover, Link, Note, Tone, amount, counted, file_kind, size},
        },
    },
};

/// Puts the page of the published product at `slug` together, with its `image`th picture on show, and the way to the list
/// on which it is `wished` for. What is `apart` does not stand beside it.
pub async fn page(
    slug: String,
    image: Option<usize>,
    wished: Option<String>,
    apart: Arc<HashSet<ProductId>>,
    (wanted, viewer): (Wanted, Viewer),
    frame: Frame,
    shelf: &Shelf<'_>,
) -> Result<ProductPage> {
    let shop = shelf.shop.clone();
    let now = shelf.db.clock().now();
    let beside = Beside::of(&slug, apart, shelf).await?;
    let read = shelf.db.read(move |txn| {
        let mut page = draw(txn, &slug, image, frame, &shop, &beside, now)?;
        let product = catalog::get_published(txn, &slug)?;
        let seller = sellers::get(txn, product.seller)?;
        page.reviews = opinions::section(txn, &product, &seller, wanted, &viewer)?;
        page.rating.clone_from(&page.reviews.rating);
        Ok(page)
    });
    let mut page = read.await?;
    page.buy.wished = wished;
    Ok(page)
}

/// The way to the list of whoever asks that the product at `slug` is on, if one is. Most visitors have no list, and then
/// the product is not even looked for: pages that are kept have to stay quick.
pub fn wished(txn: &impl Reads, wisher: &Wisher, slug: &str) -> Result<Option<String>> {
    let lists = wishlists::all(txn, wisher)?;
    if lists.is_empty() {
        return Ok(None);
    }
    let Some(product) = Slug::parse(slug).ok().map(|it| catalog::find_by_slug(txn, &it)).transpose()?.flatten() else {
        return Ok(None);
    };
    Ok(wishlists::list_with(txn, &lists, product.id)?.map(|it| format!("/wishlists/{it}")))
}

/// The page of a product as it will be, for whoever may edit it: nothing on it can be bought before it is on the shelf.
pub fn preview(
    txn: &impl Reads,
    name: &str,
    editing: &Editing,
    frame: Frame,
    shop: &Shop,
    now: Timestamp,
) -> Result<ProductPage> {
    let found = catalog::find_by_name(txn, name)?.filter(|it| editing.may(it.seller));
    let mut product = found.ok_or_else(|| Error::not_found(Product::MISSING))?;
    let (id, slug) = (product.id, product.slug.clone());
    // What the next release brings is shown as if it were out.
    let next = product.making.iter().find(|it| !it.files.is_empty()).cloned();
    product.releases.extend(next);
    let mut page = of(txn, product, None, frame.private(), shop, &Beside::default(), now)?;
    page.frame.canonical = None;
    let all = previews::of_product(txn, id)?;
    page.previews = all.into_iter().map(|it| preview_row(it, &format!("/sell/products/{id}/previews"), true)).collect();
    // Nobody else may see its pictures yet.
    let (shown, own) = (format!("/products/{slug}/"), format!("/sell/products/{id}/"));
    let seen = |url: &mut String| {
        if let Some(rest) = url.strip_prefix(&shown) {
            let behind = if rest.starts_with("images/") { "/picture" } else { "" };
            *url = format!("{own}{}{behind}", rest.split('?').next().unwrap_or(rest));
        }
    };
    let covers = page.gallery.strip.iter_mut().map(|it| &mut it.cover).chain([&mut page.gallery.main]);
    covers.for_each(|it| {
        seen(&mut it.url);
        it.srcset.clear();
    });
    let back = Link::new("Back to the editor", format!("/sell/products/{id}"));
    page.notes.push(Note::new(Tone::Info, "A preview.", "Only you see this page.").leading_to(back));
    page.buy.away = Some(Note::new(Tone::Warn, "A preview.", "Nothing can be bought here."));
    Ok(page)
}

fn draw(
    txn: &impl Reads,
    slug: &str,
    image: Option<usize>,
    frame: Frame,
    shop: &Shop,
    beside: &Beside,
    now: Timestamp,
) -> Result<ProductPage> {
    let product = catalog::get_published(txn, slug)?;
    let product = shelf::reduced(product, &discounts::reductions(txn, shop.stack_discounts)?)?;
    if product.slug.as_str() != slug {
        return Err(Error::not_found(Product::MISSING));
    }
    let mut page = of(txn, product.clone(), image, frame, shop, beside, now)?;
    page.buy = with_lowest(txn, &product, page.buy, now)?;
    Ok(page)
}

fn of(
    txn: &impl Reads,
    product: Product,
    image: Option<usize>,
    frame: Frame,
    shop: &Shop,
    beside: &Beside,
    now: Timestamp,
) -> Result<ProductPage> {
    let seller = sellers::get(txn, product.seller)?;
    let line = catalog::lineage(txn, product.category)?;
    let rows = beside.rows(txn, &product, &seller, now)?.into_iter();
    let related = rows.map(|(heading, it)| Ok(RelatedRow { heading, cards: shelf::cards(txn, shop, &it)? }));
    let here = line.first().map(|it| links::category(&it.path)).unwrap_or_default();
    let versions = versions(&product.releases);
    Ok(ProductPage {
        frame: frame.at(here).known_as(shop.base_url.to(&links::product(&product.slug))),
        crumbs: results::crumbs(&line),
        meta_title: product.seo.title.clone().unwrap_or_else(|| format!("{} by {}", product.title, seller.name)),
        meta_description: product.seo.description.clone().unwrap_or_else(|| product.summary.clone()),
        title: product.title.clone(),
        summary: summary(&product),
        seller: SellerLine::new(seller.name.as_str(), links::seller(&seller.slug)),
        gallery: gallery(&product, image),
        buy: with_promises(txn, &product, shop, buy_box(txn, &product)?)?,
        about_html: product.description_html.clone(),
        facts: facts(&product, &line),
        previews: samples(txn, &product)?,
        files: product.latest().map(files).unwrap_or_default(),
        versions: if versions.len() > 1 || versions.iter().any(|it| !it.changes.is_empty()) {
            versions
        } else {
            vec![]
        },
        terms: terms(&product),
        related: related.collect::<Result<_>>()?,
        data: data(txn, &product, shop)?,
        ..ProductPage::default()
    })
}

fn data(txn: &impl Reads, product: &Product, shop: &Shop) -> Result<GoodsData> {
    let pictures = product.images.iter().filter(|it| it.is_stored());
    let offer = |it: &Edition| {
        let price = it.price.least();
        Ok(OfferData {
            name: it.name.clone(),
            price: price.plain(),
            currency: price.currency.code().into(),
            sold_out: catalog::is_sold_out(txn, it, &|it| shelf::is_out(txn, it))?,
        })
    };
    Ok(GoodsData {
        images: pictures.map(|it| shop.base_url.to(&shown::picture(product, it))).collect(),
        sku: product.on_sale().find_map(|it| it.sku.clone()),
        offers: product.on_sale().map(offer).collect::<Result<_>>()?,
    })
}

/// The summary, unless it is but the beginning of the description below.
fn summary(product: &Product) -> String {
    let begins = product.summary.trim_end_matches(['…', '.', ' ']);
    let repeats = product.description_text().trim_start().starts_with(begins);
    if repeats { String::new() } else { product.summary.clone() }
}

fn gallery(product: &Product, image: Option<usize>) -> Gallery {
    let stored: Vec<_> = product.images.iter().filter(|it| it.is_stored()).collect();
    if stored.is_empty() {
        return Gallery {
            main: Cover::new(shown::drawn_cover(product), format!("Cover of {}", product.title)),
            strip: vec![],
        };
    }
    let at = image.unwrap_or(1).clamp(1, stored.len()) - 1;
    let covers: Vec<_> = stored
        .iter()
        .map(|it| Cover::new(shown::picture(product, it), it.alt.clone()).narrower(shown::srcset(product, it)))
        .collect();
    let thumb = |(place, cover): (usize, &Cover)| Thumb {
        cover: Cover::beside_title(cover.url.clone()).narrower(cover.srcset.clone()),
        url: format!("{}?image={}", links::product(&product.slug), place + 1),
        current: place == at,
    };
    let strip = covers.iter().enumerate().map(thumb).collect();
    Gallery { main: covers.get(at).cloned().unwrap_or_default(), strip }
}

fn buy_box(txn: &impl Reads, product: &Product) -> Result<BuyBox> {
    let editions: Vec<_> = product.on_sale().collect();
    let mut sold_out = Vec::new();
    for edition in &editions {
        if catalog::is_sold_out(txn, edition, &|it| shelf::is_out(txn, it))? {
            sold_out.push(edition.id);
        }
    }
    let Some(first) = editions.iter().find(|it| !sold_out.contains(&it.id)) else {
        let sorry = match editions.is_empty() {
            true => Note::new(Tone::Warn, "Not for sale just now.", "Come back another day."),
            false => {
                Note::new(Tone::Warn, "Sold out for now.", "Save it to your wishlist, and look again another day.")
            }
        };
        return Ok(BuyBox { product: product.slug.to_string(), away: Some(sorry), ..BuyBox::default() });
    };
    let single = editions.len() == 1;
    let free = single && matches!(first.price, Price::Fixed(price) if price.is_zero());
    let open = editions.iter().find(|it| it.price.is_open());
    Ok(BuyBox {
        product: product.slug.to_string(),
        own_price: open.map(|it| own_price(it, single)),
        verb: if free { "Get it free" } else { "Add to cart" }.into(),
        price: if free || first.price.is_open() { String::new() } else { shown::edition_tag(first).now },
        promises: Vec::new(),
        can_fall: product.price().is_some_and(|it| !it.is_zero()),
        away: None,
        wished: None,
        editions: editions
            .iter()
            .map(|it| EditionChoice {
                id: it.id.to_string(),
                name: it.name.clone(),
                terms: in_short(it),
                price: shown::edition_tag(it),
                lowest: None,
                on: it.id == first.id,
                sold_out: sold_out.contains(&it.id),
            })
            .collect(),
    })
}

fn own_price(edition: &Edition, single: bool) -> OwnPrice {
    let least = edition.price.least();
    let suggested = match edition.price {
        Price::PayWhatYouWant { suggested, .. } => suggested.unwrap_or(least),
        Price::Fixed(price) => price,
    };
    let whose = if single { String::new() } else { format!(" for “{}”", edition.name) };
    OwnPrice {
        sign: least.currency.sign().unwrap_or(least.currency.code()).into(),
        suggested: suggested.plain(),
        hint: match least.is_zero() {
            true => format!("Whatever you like{whose}, also nothing."),
            false => format!("{} or more{whose}.", amount(least)),
        },
    }
}

/// Wherever less is said to be asked than usual, what was asked at the least in the thirty days before is said as well.
fn with_lowest(txn: &impl Reads, product: &Product, mut buy: BuyBox, now: Timestamp) -> Result<BuyBox> {
    for (choice, edition) in buy.editions.iter_mut().zip(product.on_sale()) {
        if choice.price.was.is_some()
            && let Some(kept) = catalog::find(txn, product.id)?.and_then(|it| it.edition(edition.id).cloned())
        {
            choice.lowest = Some(amount(catalog::lowest_before(txn, &kept, now)?));
        }
    }
    Ok(buy)
}

/// What is not for sale promises nothing.
fn with_promises(txn: &impl Reads, product: &Product, shop: &Shop, buy: BuyBox) -> Result<BuyBox> {
    if buy.away.is_some() {
        return Ok(buy);
    }
    Ok(BuyBox { promises: promises(txn, product, shop)?, ..buy })
}

fn promises(txn: &impl Reads, product: &Product, shop: &Shop) -> Result<Vec<Promise>> {
    let Some(latest) = product.latest() else { return Ok(vec![]) };
    let usual = Allowance { limit: Some(shop.downloads_per_file), window: shop.download_window };
    // Editions may differ; the strictest is what everybody gets.
    let mut strictest = None;
    for edition in product.on_sale() {
        let limit = delivery::allowance(txn, product.id, edition.id, usual)?.limit;
        strictest = [strictest, limit].into_iter().flatten().min();
    }
    let updates = format!("Later versions included; {} came out on {}", latest.version, latest.published_at.date());
    Ok(vec![Promise::download(strictest), Promise::updates(updates)])
}

fn facts(product: &Product, line: &[catalog::Category]) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(latest) = product.latest() {
        let files = counted(latest.files.len() as u64, "file", "files");
        facts.push(Fact::new("Files", format!("{files}, {}", size(latest.size()))));
        let mut formats: Vec<_> =
            latest.files.iter().filter_map(|it| it.name.ending()).map(|it| it.to_uppercase()).collect();
        formats.sort();
        formats.dedup();
        facts.push(Fact::new("Formats", formats.join(", ")));
        facts.push(Fact::new("Version", format!("{}, {}", latest.version, latest.published_at.date())));
    }
    if let Some(category) = line.last() {
        facts.push(Fact::linked("Category", vec![Link::new(&category.label, links::category(&category.path))]));
    }
    let tags = product.tags.iter();
    let search = |slug: &str| SearchParams::default().toggled(Facet::Tag, slug).to_url("/products");
    facts.push(Fact::linked("Tags", tags.map(|it| Link::new(&it.label, search(it.slug.as_str()))).collect()));
    if let Some(publication) = &product.publication {
        facts.push(Fact::new("On the shelf", format!("since {}", publication.since.date())));
    }
    facts.retain(|it| !it.value.is_empty() || !it.links.is_empty());
    facts
}

fn samples(txn: &impl Reads, product: &Product) -> Result<Vec<PreviewRow>> {
    let place = format!("/products/{}/previews", product.slug);
    Ok(previews::of_product(txn, product.id)?.into_iter().map(|it| preview_row(it, &place, false)).collect())
}

/// A preview whose files lie below `place`; for whoever edits the product they have names of their own there.
fn preview_row(it: Preview, place: &str, own: bool) -> PreviewRow {
    let behind = |name: &str| if own { format!("{place}/{}/{name}", it.id) } else { format!("{place}/{}", it.id) };
    let row = PreviewRow { title: it.title.clone(), ..PreviewRow::default() };
    match &it.kind {
        previews::Kind::Audio { .. } => PreviewRow { sound: behind("sound"), ..row },
        previews::Kind::Text { words } => PreviewRow { words: words.clone(), ..row },
        previews::Kind::Page { pictures } => PreviewRow { page: picture(pictures, &behind("page")), ..row },
    }
}

fn picture(pictures: &[Drawn], url: &str) -> Option<PagePicture> {
    let widest = pictures.first()?;
    let all: Vec<_> = pictures.iter().map(|it| format!("{url}?w={0} {0}w", it.width)).collect();
    Some(PagePicture { url: url.to_owned(), srcset: all.join(", "), width: widest.width, height: widest.height })
}

fn files(release: &Release) -> Files {
    let row = |it: &catalog::File| FileRow::new(it.name.as_str(), file_kind(it.name.as_str()), size(it.size));
    Files {
        summary: format!("{}, {}", counted(release.files.len() as u64, "file", "files"), size(release.size())),
        rows: release.files.iter().map(row).collect(),
        hint: "Every file comes with a SHA-256 checksum, on the page of your order.".into(),
    }
}

fn versions(releases: &[Release]) -> Vec<Version> {
    let changes = |notes: &str| {
        let lines = notes.lines().map(|it| it.trim().trim_start_matches(['-', '*', '•']).trim().to_owned());
        lines.filter(|it| !it.is_empty()).collect()
    };
    let version = |it: &Release| Version {
        name: format!("Version {}", it.version),
        date: it.published_at.date(),
        changes: changes(&it.notes),
    };
    releases.iter().rev().filter(|it| it.yanked.is_none()).map(version).collect()
}

fn terms(product: &Product) -> Vec<Terms> {
    let written = product.on_sale().filter_map(|it| Some((it, it.license.terms.as_deref()?)));
    let mut all: Vec<Terms> = Vec::new();
    for (edition, terms) in written {
        let body = text::paragraphs(terms);
        match all.iter_mut().find(|it| it.text == body) {
            Some(same) => same.name = format!("{}, {}", same.name, edition.name),
            None => all.push(Terms { name: edition.name.clone(), text: body }),
        }
    }
    all
}

/// What the licence of an edition allows, in a line: its label, or where that only repeats the edition's name the
/// first sentence of its terms.
fn in_short(edition: &Edition) -> String {
    let label = edition.license.label.as_deref().unwrap_or_default();
    if !label.eq_ignore_ascii_case(&edition.name) {
        return label.to_owned();
    }
    let terms = edition.license.terms.as_deref().unwrap_or_default();
    terms.split_inclusive(['.', '\n']).next().unwrap_or_default().trim().to_owned()
}
