//! `bodega demo`: fills an empty shop with goods to look at and to buy, and takes them out again.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    process::ExitCode,
    time::Duration,
};

use serde_json::{Value, json};

use super::{Task, terminal::Terminal};
use crate::{
    app::App,
    base::{Currency, Error, Money, ProductId, Result, SellerId, Timestamp},
    config::Config,
    demo,
    features::{
        catalog::{self, EditionForm, FileName, ImageForm, ImageSource, NewFile, NewProduct, Origin, ProductForm},
        orders,
        reviews::{self, About, ReviewForm},
        sellers::{self, SellerName},
    },
    platform::{
        db::{Reads, WriteTxn},
        files::Files,
        progress::Progress,
    },
};

/// By this name the goods are found again.
const BATCH: &str = "demo";
const SEED: u64 = 1;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What to do with the demonstration goods.
#[derive(clap::Args)]
pub struct Args {
    /// Take them out again; what was bought only leaves the shelves, since its buyers keep it.
    #[arg(long)]
    remove: bool,
}

pub(super) fn run(args: Args, config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let report = Task::Demo { remove: args.remove }.anywhere(config, terminal)?;
    let line = if args.remove {
        format!(
            "{} demonstration products are gone, {} that were bought are off the shelves",
            report["removed"], report["retired"]
        )
    } else {
        format!(
            "{} products of {} sellers stand on the shelves, with {} files",
            report["products"], report["sellers"], report["files"]
        )
    };
    terminal.report(&report, [line]);
    Ok(ExitCode::SUCCESS)
}

/// Puts the goods on the shelves of a shop that has none yet.
pub(super) async fn fill(app: &App, progress: &dyn Progress) -> Result<Value> {
    app.db.look(|txn| {
        if !catalog::of_batch(txn, BATCH)?.is_empty() {
            return Err(Error::conflict("The demonstration goods are there already"));
        }
        if catalog::count_all(txn)? > 0 {
            return Err(Error::conflict("The shop sells something already; the demonstration is for empty shops"));
        }
        Ok(())
    })?;
    let makers = app.db.write(open_sellers).await?;
    let goods: Vec<_> = demo::products().collect();
    let mut files = 0;
    for (at, product) in goods.iter().enumerate() {
        progress.at(at as u64, Some(goods.len() as u64), "products");
        let stocked = Stocked::new(&app.files, product, app.shop.currency).await?;
        files += stocked.releases.iter().map(|it| it.files.len()).sum::<usize>();
        let maker = *makers.get(product.seller).ok_or_else(|| Error::internal("a seller is missing"))?;
        app.db.write(move |txn| stocked.put(txn, maker)).await?;
    }
    Ok(json!({ "products": goods.len(), "sellers": makers.len(), "files": files }))
}

fn open_sellers(txn: &WriteTxn) -> Result<HashMap<&'static str, SellerId>> {
    let open = |it: &'static demo::Seller| {
        let seller = sellers::find_or_make(txn, &SellerName::parse(it.name)?)?;
        sellers::describe(txn, seller.id, it.about)?;
        Ok((it.slug, seller.id))
    };
    demo::sellers().iter().map(open).collect()
}

/// A product whose files and picture have been stored.
struct Stocked {
    product: &'static demo::Product,
    new: NewProduct,
    releases: Vec<StockedRelease>,
}

struct StockedRelease {
    version: &'static str,
    notes: &'static str,
    age: Duration,
    files: Vec<NewFile>,
}

impl Stocked {
    async fn new(files: &Files, product: &'static demo::Product, currency: Currency) -> Result<Self> {
        let cover = files.put_bytes(demo::cover(product, SEED).into_bytes()).await?;
        let source = ImageSource::Stored {
            sha256: cover.sha256,
            media_type: "image/svg+xml".into(),
            width: 800,
            height: 600,
            narrower: vec![],
        };
        let form = ProductForm {
            slug: product.slug.into(),
            title: product.title.into(),
            summary: product.summary.into(),
            description: product.description.into(),
            category: product.category.iter().map(|it| (*it).to_owned()).collect(),
            tags: product.tags.iter().map(|it| (*it).to_owned()).collect(),
            images: vec![ImageForm { source, alt: format!("The cover of {}", product.title) }],
            editions: product.editions.iter().map(|it| edition(it, product.kind, currency)).collect(),
            ..ProductForm::default()
        };
        let mut releases = Vec::new();
        for release in product.releases.iter().rev() {
            releases.push(StockedRelease::new(files, product, release).await?);
        }
        Ok(Self { product, new: form.check(currency)?, releases })
    }

    fn put(&self, txn: &WriteTxn, maker: SellerId) -> Result<()> {
        let origin = Origin { source: None, batch: Some(BATCH.into()) };
        let product = catalog::add(txn, maker, &self.new, origin)?.id;
        let mut first: Option<Timestamp> = None;
        for release in &self.releases {
            let published = txn.now.minus(release.age);
            first.get_or_insert(published);
            catalog::attach_release(txn, product, release.version, release.notes, published, &release.files)?;
        }
        catalog::publish_since(txn, product, first.unwrap_or(txn.now))?;
        demo::reviews(self.product, SEED).iter().try_for_each(|it| say(txn, About { product, seller: maker }, it))
    }
}

/// Lets an invented review stand under a product, with the reply of its maker.
fn say(txn: &WriteTxn, about: About, it: &demo::Review) -> Result<()> {
    let demo::Opinion { stars, title, body, reply } = it.opinion;
    let form = ReviewForm { stars: Some(stars.into()), title: title.into(), body: body.into(), anonymous: false };
    let said = reviews::demonstrate(txn, about, it.name, form.check()?, txn.now.minus(DAY * it.days))?;
    if !reply.is_empty() {
        reviews::reply(txn, said.id, about.seller, reply.to_owned())?;
    }
    Ok(())
}

impl StockedRelease {
    async fn new(files: &Files, product: &'static demo::Product, release: &'static demo::Release) -> Result<Self> {
        let made = tokio::task::spawn_blocking(move || demo::files(product, release, SEED)).await;
        let mut kept = Vec::new();
        for file in made.map_err(Error::internal)?? {
            let blob = files.put_bytes(file.bytes).await?;
            let (name, media_type) = (FileName::of(&file.name), file.media_type.to_owned());
            kept.push(NewFile { name, media_type, size: blob.size, sha256: blob.sha256 });
        }
        Ok(Self { version: release.version, notes: release.notes, age: DAY * release.days_ago, files: kept })
    }
}

fn edition(edition: &demo::Edition, kind: demo::Kind, currency: Currency) -> EditionForm {
    let write = |cents: i64| match currency.decimals() {
        // A yen is worth about a cent, whatever the day.
        0 => cents.to_string(),
        _ => Money::new(cents, Currency::USD).plain(),
    };
    let (price, open, suggested, compare_at) = match edition.price {
        demo::Price::Free => (0, false, None, None),
        demo::Price::Fixed { amount, compare_at } => (amount, false, None, compare_at),
        demo::Price::PayWhatYouWant { minimum, suggested } => (minimum, true, Some(suggested), None),
    };
    EditionForm {
        name: edition.name.into(),
        price: write(price),
        pay_what_you_want: open,
        suggested: suggested.map(write).unwrap_or_default(),
        compare_at: compare_at.map(write).unwrap_or_default(),
        license: edition.name.into(),
        terms: edition.terms.into(),
        license_keys: kind == demo::Kind::Plugin && price > 0,
        ..EditionForm::default()
    }
}

/// Takes the goods out again.
pub(super) async fn remove(app: &App) -> Result<Value> {
    let (removed, retired) = app
        .db
        .write(|txn| {
            let bought = bought(txn)?;
            let (mut removed, mut retired) = (0, 0);
            let (mut makers, mut categories) = (HashSet::new(), HashSet::new());
            for product in catalog::of_batch(txn, BATCH)? {
                reviews::forget_demo(txn, product.id)?;
                if bought.contains(&product.id) {
                    catalog::retire(txn, product.id)?;
                    retired += 1;
                } else {
                    makers.insert(product.seller);
                    categories.extend(product.category);
                    catalog::remove(txn, product.id)?;
                    removed += 1;
                }
            }
            for maker in makers {
                if catalog::all_of_seller(txn, maker)?.is_empty() {
                    sellers::remove(txn, maker)?;
                }
            }
            catalog::remove_empty_categories(txn, &categories.into_iter().collect::<Vec<_>>())?;
            Ok((removed, retired))
        })
        .await?;
    Ok(json!({ "removed": removed, "retired": retired }))
}

/// Every product that stands in an order.
fn bought(txn: &impl Reads) -> Result<HashSet<ProductId>> {
    let mut found = HashSet::new();
    orders::each(txn, |order| {
        found.extend(order.lines.iter().map(|it| it.product));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}
