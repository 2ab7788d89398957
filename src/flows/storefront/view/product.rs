use askama::Template;

use crate::{
    features::reviews::shown::Section,
    platform::web::{
        Frame,
        parts::{Avatar, Card, Cover, Crumb, FileIcon, Icon, Link, Note, Pill, PriceTag, Rating},
    },
};

/// A product, with everything a buyer asks before buying.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "storefront/product.html")]
pub struct ProductPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// From the shop down to the product's category.
    pub crumbs: Vec<Crumb>,
    /// Messages on top: not public yet, lies in the cart already.
    pub notes: Vec<Note>,
    /// The title of the window, and for search engines.
    pub meta_title: String,
    /// What search engines are told; may be empty.
    pub meta_description: String,
    /// The product's name.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// Who made it.
    pub seller: SellerLine,
    /// What buyers think, once there are reviews.
    pub rating: Option<Rating>,
    /// Its pictures.
    pub gallery: Gallery,
    /// The form that puts it into the cart.
    pub buy: BuyBox,
    /// The description; sanitised HTML.
    pub about_html: String,
    /// Names and values below the form: formats, version, tags.
    pub facts: Vec<Fact>,
    /// What everybody can hear and read of it.
    pub previews: Vec<PreviewRow>,
    /// What one gets.
    pub files: Files,
    /// The releases, newest first.
    pub versions: Vec<Version>,
    /// The terms of its licences, where they are written out.
    pub terms: Vec<Terms>,
    /// What buyers think.
    pub reviews: Section,
    /// Other products, in rows.
    pub related: Vec<RelatedRow>,
    /// The same for programs that read pages.
    pub data: GoodsData,
}

/// Other products that have something to do with this one, up to four.
#[derive(Debug, Clone, Default)]
pub struct RelatedRow {
    /// What they have to do with it: `Often bought together`.
    pub heading: String,
    /// The products.
    pub cards: Vec<Card>,
}

/// A product in the words of schema.org (`Product`).
#[derive(Debug, Clone, Default)]
pub struct GoodsData {
    /// Addresses of its pictures.
    pub images: Vec<String>,
    /// The seller's own number, of the first edition.
    pub sku: Option<String>,
    /// One for each edition.
    pub offers: Vec<OfferData>,
}

impl GoodsData {
    /// Whether something of it is sold out.
    pub fn has_sold_out(&self) -> bool {
        self.offers.iter().any(|it| it.sold_out)
    }
}

/// What an edition costs, for programs.
#[derive(Debug, Clone, Default)]
pub struct OfferData {
    /// The edition's name.
    pub name: String,
    /// A decimal number with a point.
    pub price: String,
    /// ISO 4217.
    pub currency: String,
    /// Whether it cannot be bought just now.
    pub sold_out: bool,
}

impl ProductPage {
    /// How many sections the page has below its pictures.
    pub fn parts(&self) -> usize {
        let empty = [
            self.about_html.is_empty(),
            self.previews.is_empty(),
            self.files.rows.is_empty(),
            self.versions.is_empty(),
            self.terms.is_empty(),
            self.reviews.page.is_empty(),
        ];
        empty.iter().filter(|empty| !**empty).count()
    }
}

/// Something that everybody can hear, read or see before buying.
#[derive(Debug, Clone, Default)]
pub struct PreviewRow {
    /// What it is called.
    pub title: String,
    /// Where its sound is; empty of anything else.
    pub sound: String,
    /// Its words; empty of anything else.
    pub words: String,
    /// The picture of its first page, of a document.
    pub page: Option<PagePicture>,
}

/// The picture of a page, in several widths.
#[derive(Debug, Clone, Default)]
pub struct PagePicture {
    /// The widest.
    pub url: String,
    /// All of them, as browsers choose from them.
    pub srcset: String,
    /// Of the widest, in pixels.
    pub width: u32,
    /// Of the widest, in pixels.
    pub height: u32,
}

/// A maker's name and page.
#[derive(Debug, Clone, Default)]
pub struct SellerLine {
    /// The name.
    pub name: String,
    /// The page.
    pub url: String,
    /// Two letters on a colour.
    pub avatar: Avatar,
}

impl SellerLine {
    /// The line of the maker of this name.
    pub fn new(name: impl Into<String>, url: impl Into<String>) -> Self {
        let name = name.into();
        Self { avatar: Avatar::of(&name), name, url: url.into() }
    }
}

/// A large picture and the way to the others.
#[derive(Debug, Clone, Default)]
pub struct Gallery {
    /// The picture on show.
    pub main: Cover,
    /// All pictures; shown where there are several.
    pub strip: Vec<Thumb>,
}

/// A small picture that leads to the page with it on show.
#[derive(Debug, Clone)]
pub struct Thumb {
    /// The picture.
    pub cover: Cover,
    /// `?image=2`.
    pub url: String,
    /// It is the one on show.
    pub current: bool,
}

/// The form that puts the product into the cart.
#[derive(Debug, Clone, Default)]
pub struct BuyBox {
    /// The visitor's list that it is on, if it is on one.
    pub wished: Option<String>,
    /// The product's id or slug.
    pub product: String,
    /// What can be bought of it.
    pub editions: Vec<EditionChoice>,
    /// Set where the chosen edition, or one of them, has a price of one's own choice.
    pub own_price: Option<OwnPrice>,
    /// The words on the button: `Add to cart`, or `Get it free`.
    pub verb: String,
    /// The price of the chosen edition, shown on the button; empty where the buyer names it.
    pub price: String,
    /// Short true promises below the buttons.
    pub promises: Vec<Promise>,
    /// Whether it can become cheaper, so that one may wait for that.
    pub can_fall: bool,
    /// Why it cannot be bought now.
    pub away: Option<Note>,
}

/// An edition to choose.
#[derive(Debug, Clone, Default)]
pub struct EditionChoice {
    /// Its id, which the form sends.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What one may do with it, in a few words.
    pub terms: String,
    /// What it costs.
    pub price: PriceTag,
    /// What it cost at the least in the thirty days before, where it is said to cost less than usual.
    pub lowest: Option<String>,
    /// It is chosen at first.
    pub on: bool,
    /// It cannot be chosen just now.
    pub sold_out: bool,
}

/// The field for a price of one's own choice.
#[derive(Debug, Clone, Default)]
pub struct OwnPrice {
    /// The currency's sign or code, before the number.
    pub sign: String,
    /// What is filled in at first.
    pub suggested: String,
    /// `From $0; others pay about $5.`
    pub hint: String,
}

/// A short true promise.
#[derive(Debug, Clone)]
pub struct Promise {
    /// Its drawing.
    pub icon: Icon,
    /// Its words.
    pub text: String,
}

impl Promise {
    /// Files come at once, this often.
    pub fn download(times: Option<u32>) -> Self {
        let text = match times {
            Some(1) => "Download right after paying, once per file".into(),
            Some(times) => format!("Download right after paying, {times} times per file"),
            None => "Download right after paying, as often as you like".into(),
        };
        Self { icon: Icon("download"), text }
    }

    /// Later versions are included.
    pub fn updates(text: impl Into<String>) -> Self {
        Self { icon: Icon("refresh-cw"), text: text.into() }
    }

    /// A licence key comes along.
    pub fn key(text: impl Into<String>) -> Self {
        Self { icon: Icon("key-round"), text: text.into() }
    }
}

/// A name and its value, or links in its place.
#[derive(Debug, Clone, Default)]
pub struct Fact {
    /// What it is about.
    pub name: String,
    /// What there is to say.
    pub value: String,
    /// Where it leads; stands after the value.
    pub links: Vec<Link>,
}

impl Fact {
    /// A fact in words.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), links: vec![] }
    }

    /// A fact in links.
    pub fn linked(name: impl Into<String>, links: Vec<Link>) -> Self {
        Self { name: name.into(), value: String::new(), links }
    }
}

/// The files of the newest release.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// `6 files, 1.4 GB`.
    pub summary: String,
    /// One by one.
    pub rows: Vec<FileRow>,
    /// A sentence below; may be empty.
    pub hint: String,
}

/// One file.
#[derive(Debug, Clone)]
pub struct FileRow {
    /// Its drawing.
    pub icon: Icon,
    /// Its name.
    pub name: String,
    /// What it is: `ZIP archive`, `PDF`.
    pub kind: String,
    /// How large it is, as it reads.
    pub size: String,
    /// `New in 1.3`.
    pub pill: Option<Pill>,
}

impl FileRow {
    /// A file with the drawing that its name asks for.
    pub fn new(name: impl Into<String>, kind: impl Into<String>, size: impl Into<String>) -> Self {
        let name = name.into();
        Self { icon: FileIcon::of(&name), name, kind: kind.into(), size: size.into(), pill: None }
    }
}

/// The terms of a licence.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// The editions that they belong to.
    pub name: String,
    /// The terms as plain text.
    pub text: String,
}

/// One release.
#[derive(Debug, Clone, Default)]
pub struct Version {
    /// `Version 1.3`.
    pub name: String,
    /// When it came out, as it reads.
    pub date: String,
    /// What is new, a line each.
    pub changes: Vec<String>,
}
