//! How products read in the editor.

use super::{
    acts,
    forms::{Typed, TypedEdition, has_own_files},
    view::{
        EditionFields, EditorFields, EditorPage, FileFields, ImageFields, ReleaseFields, StandingFields, Todo,
        VersionRow,
    },
};
use crate::{
    base::{Result, SellerId, Timestamp},
    features::{
        catalog::{self, Branch, Channel, Image, Product, Release, hurdles, shown},
        orders,
        sellers::{self, Editing},
        stock,
        uploads::UploadsConfig,
    },
    platform::{
        db::Reads,
        web::{
            Frame, Office, Shop,
            parts::{Choice, Cover, FileIcon, Pill, SideNav, Tone, counted, size},
        },
    },
};

/// What surrounds a page of the editor.
#[derive(Debug, Clone)]
pub(super) struct Around {
    pub frame: Frame,
    pub side: SideNav,
    seller: Option<SellerId>,
}

impl Around {
    pub fn new(frame: Frame, office: Office, editing: &Editing) -> Self {
        let side = match &editing.seller {
            Some(seller) => sellers::side_nav(seller, "/sell/products"),
            None => office.0,
        };
        Self { frame: frame.private(), side, seller: editing.seller.as_ref().map(|it| it.id) }
    }

    /// Where further pages about a product are, for its seller or for the office.
    fn desk(&self, product: &Product) -> String {
        let place = if self.seller == Some(product.seller) { "sell" } else { "admin" };
        format!("/{place}/products/{}", product.id)
    }
}

/// Where a product is edited.
pub(super) fn url(product: &Product) -> String {
    format!("/sell/products/{}", product.id)
}

/// Where a product stands in its life.
pub(super) fn pill(product: &Product) -> Pill {
    match (product.is_published(), product.retired, product.scheduled) {
        (true, ..) => Pill::new(Tone::Good, "On the shelf"),
        (_, Some(_), _) => Pill::new(Tone::Plain, "Sale ended"),
        (_, _, Some(at)) => Pill::new(Tone::Info, format!("From {}", at.date())),
        _ => Pill::new(Tone::Warn, "Draft"),
    }
}

/// The picture of a product as whoever edits it sees it.
pub(super) fn cover(product: &Product) -> Cover {
    match product.images.iter().find(|it| it.is_stored()) {
        Some(image) => Cover::beside_title(picture(product, image)),
        None if shown::is_pictured(product) => Cover::beside_title(shown::drawn_cover(product)),
        None => Cover::beside_title(format!("{}/cover.svg", url(product))),
    }
}

/// Where a picture is seen by whoever edits the product, published or not.
fn picture(product: &Product, image: &Image) -> String {
    format!("{}/images/{}/picture", url(product), image.id)
}

/// The editor of `product`, with what was `typed` or with what is kept.
pub(super) fn editor(
    txn: &impl Reads,
    around: &Around,
    shop: &Shop,
    rules: &UploadsConfig,
    product: &Product,
    typed: Option<&Typed>,
) -> Result<EditorPage> {
    let kept = Typed::of(txn, product)?;
    let fields = typed.unwrap_or(&kept);
    let seller = sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
    let card = crate::platform::web::parts::Card {
        cover: cover(product),
        url: "#shelf-h".into(),
        ..shown::card(product, &seller)
    };
    let todo: Vec<_> = hurdles(product).into_iter().map(todo).collect();
    let ready = todo.iter().all(|it| it.done || !it.blocks);
    Ok(EditorPage {
        frame: around.frame.clone(),
        side: around.side.clone(),
        url: url(product),
        heading: product.title.clone(),
        pills: pills(product),
        categories: categories(txn, &fields.category)?,
        editions: editions(txn, product, fields)?,
        sign: shop.currency.sign().unwrap_or(shop.currency.code()).into(),
        release: release(txn, product, rules)?,
        images: images(product),
        standing: StandingFields {
            url: url(product),
            published: product.is_published(),
            retired: product.retired.is_some(),
            scheduled: product.scheduled.map(Timestamp::date_and_time),
            ready,
            removable: acts::is_removable(txn, product)?,
            preview: format!("{}/preview", url(product)),
            prices: format!("{}/prices", around.desk(product)),
            downloads: format!("{}/downloads", around.desk(product)),
        },
        todo,
        card,
        versions: product.releases.iter().rev().map(|it| version(product, it)).collect(),
        keeps_earlier: product.keeps_earlier,
        fields: text_fields(fields),
        ..EditorPage::default()
    })
}

fn text_fields(typed: &Typed) -> EditorFields {
    EditorFields {
        revision: typed.revision.clone(),
        title: typed.title.clone(),
        slug: typed.slug.clone(),
        summary: typed.summary.clone(),
        description: typed.description.clone(),
        tags: typed.tags.clone(),
        kind: typed.kind.clone(),
        languages: typed.languages.clone(),
        seo_title: typed.seo_title.clone(),
        seo_description: typed.seo_description.clone(),
    }
}

fn pills(product: &Product) -> Vec<Pill> {
    let mut pills = vec![pill(product)];
    if let Some(next) = product.making.first().filter(|_| !product.releases.is_empty()) {
        pills.push(Pill::new(Tone::Warn, format!("{} in the making", next.version)));
    }
    pills
}

fn todo(it: catalog::Hurdle) -> Todo {
    let href = match it.field {
        "editions" => "#editions",
        "files" => "#files",
        "images" | "alt" => "#images",
        "description" => "#description",
        "category" => "#category",
        "tags" => "#tags",
        _ => "#summary",
    };
    Todo {
        text: if it.is_done { it.done } else { it.advice }.into(),
        done: it.is_done,
        blocks: it.blocks,
        href: href.into(),
    }
}

fn categories(txn: &impl Reads, chosen: &str) -> Result<Vec<Choice>> {
    fn grow(branches: &[Branch], above: &str, chosen: &str, out: &mut Vec<Choice>) {
        for it in branches {
            let label =
                if above.is_empty() { it.category.label.clone() } else { format!("{above} / {}", it.category.label) };
            out.push(Choice::new(&it.category.path, &label, it.category.path == chosen));
            grow(&it.children, &label, chosen, out);
        }
    }
    let mut out = Vec::new();
    grow(&catalog::tree(txn)?, "", chosen, &mut out);
    Ok(out)
}

/// The editions as typed, and an empty one behind them.
fn editions(txn: &impl Reads, product: &Product, typed: &Typed) -> Result<Vec<EditionFields>> {
    let mut all: Vec<_> = typed.editions();
    if all.last().is_none_or(|it| !it.id.is_empty() || !it.name.is_empty()) {
        all.push(TypedEdition { on: true, ..TypedEdition::default() });
    }
    all.into_iter().map(|it| edition(txn, product, it)).collect()
}

fn edition(txn: &impl Reads, product: &Product, it: TypedEdition) -> Result<EditionFields> {
    let kept = it.id.parse().ok().and_then(|id| product.edition(id));
    let remark = match kept {
        Some(it) if it.sale.is_some() => "A sale is set for it; the price here is the usual one.",
        Some(it) if !it.bundle.is_empty() => "It is a bundle.",
        _ => "",
    };
    let ticked = |id: &str| {
        if it.own_files { it.files.iter().any(|one| one == id) } else { kept.is_none_or(|it| !has_own_files(it)) }
    };
    let all = product.latest().into_iter().chain(&product.making);
    let files = all.flat_map(|release| {
        release.files.iter().map(move |file| (file.id.to_string(), format!("{} ({})", file.name, release.version)))
    });
    let files = files.map(|(id, label)| Choice::new(id.clone(), label, ticked(&id))).collect();
    let stock = kept.map(|it| stock::of(txn, it.id)).transpose()?.flatten();
    let state = stock.map(|it| format!("{} sold or set aside, {} left", it.taken, it.left()));
    Ok(EditionFields {
        stock: it.stock,
        stock_state: state.unwrap_or_default(),
        files,
        remark: remark.into(),
        id: it.id,
        name: it.name,
        price: it.price,
        suggested: it.suggested,
        compare_at: it.compare_at,
        license: it.license,
        terms: it.terms,
        open: it.open,
        keys: it.keys,
        on: it.on,
        own_files: it.own_files,
    })
}

fn release(txn: &impl Reads, product: &Product, rules: &UploadsConfig) -> Result<ReleaseFields> {
    let made = product.making.first();
    let channel = made.map_or(Channel::Stable, |it| it.channel);
    let files = made.map(|it| it.files.as_slice()).unwrap_or_default();
    let sold = orders::sold(txn, product.id)?;
    let bytes = files.iter().map(|it| it.size).sum();
    Ok(ReleaseFields {
        url: format!("{}/release", url(product)),
        version: made.map_or_else(|| product.next_version(), |it| it.version.clone()),
        notes: made.map(|it| it.notes.clone()).unwrap_or_default(),
        channels: vec![
            Choice::new("stable", "Everyone", channel == Channel::Stable),
            Choice::new("beta", "Those who like to try", channel == Channel::Beta),
        ],
        platform: made.and_then(|it| it.platform.clone()).unwrap_or_default(),
        for_earlier: made.is_none_or(|it| it.for_earlier),
        files: files
            .iter()
            .map(|it| FileFields {
                icon: FileIcon::of(it.name.as_str()),
                name: it.name.to_string(),
                about: format!(
                    "{}, uploaded, SHA-256 {}",
                    size(it.size),
                    it.sha256.to_string().get(..12).unwrap_or_default()
                ),
                removal: format!("{}/release/files/{}/removal", url(product), it.id),
            })
            .collect(),
        summary: if files.is_empty() {
            String::new()
        } else {
            format!("{}, {}", counted(files.len() as u64, "file", "files"), size(bytes))
        },
        announce: "/sell/uploads".into(),
        limits: format!("Up to {} each.", size(rules.max_bytes())),
        form_limit: size(rules.form_bytes()),
        can_come_out: product.is_published() || !product.releases.is_empty(),
        buyers: if sold > 0 { "those who bought it".into() } else { String::new() },
    })
}

fn images(product: &Product) -> Vec<ImageFields> {
    let all: Vec<_> = product.images.iter().filter(|it| it.is_stored()).collect();
    let one = |(at, it): (usize, &&Image)| ImageFields {
        url: format!("{}/images/{}", url(product), it.id),
        src: picture(product, it),
        alt: it.alt.clone(),
        first: at == 0,
        last: at + 1 == all.len(),
    };
    all.iter().enumerate().map(one).collect()
}

fn version(product: &Product, it: &Release) -> VersionRow {
    let pill = match (it.yanked.is_some(), it.channel) {
        (true, _) => Some(Pill::new(Tone::Bad, "Withdrawn")),
        (_, Channel::Beta) => Some(Pill::new(Tone::Info, "Beta")),
        _ => None,
    };
    VersionRow {
        version: it.version.clone(),
        date: it.published_at.date(),
        pill,
        yanked: it.yanked.is_some(),
        url: format!("{}/releases/{}", url(product), it.id),
    }
}
