//! The shop window's pages.

use askama::Template;
use bodega::{
    flows::storefront::view::*,
    platform::web::parts::{Avatar, Card, Choice, Cover, Crumb, Link, Note, Pager, Pill, PriceTag, Rating, Tone},
};

use super::samples::{GOODS, Sample, Words, cover, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    let mut lean = product(words);
    lean.editions_to(1);
    lean.page.previews.clear();
    lean.page.versions.clear();
    lean.page.terms.clear();
    lean.page.files.rows.clear();
    lean.page.rating = None;
    lean.page.gallery.strip.clear();
    lean.page.related.clear();
    let mut away = product(words).page;
    away.buy.away =
        Some(Note::new(Tone::Warn, words.say("Not on sale just now."), words.say("The maker is working on it.")));
    vec![
        sample("home", home(words)),
        sample(
            "home-first",
            HomePage {
                frame: words.frame(),
                headline: words.say("Bodega"),
                steps: SetupStep::first(),
                ..HomePage::default()
            },
        ),
        sample("search", search(words)),
        sample("search-empty", nothing(words)),
        sample("category", category(words)),
        sample("product", product(words).page),
        sample("product-lean", lean.page),
        sample("product-away", away),
        sample("deals", deals(words, 7)),
        sample("deals-none", deals(words, 0)),
        sample("seller", seller(words, 8)),
        sample("seller-empty", seller(words, 0)),
    ]
}

fn home(words: &Words) -> HomePage {
    let categories = ["Fonts", "Audio", "3D", "E-books", "Plugins", "Templates", "Icon sets", "Game assets"];
    HomePage {
        frame: words.frame(),
        headline: words.say("The corner shop for things you make with."),
        lead: words.say("2,380 products from 186 independent makers. Pay once and download straight away."),
        promises: vec!["No account needed".into(), "Download at once".into(), "No trackers".into()],
        window: vec![words.card(&GOODS[0], 0), words.card(&GOODS[8], 2), words.card(&GOODS[9], 3)],
        categories: categories
            .iter()
            .map(|name| CategoryTile {
                name: words.say(name),
                url: "/categories/x".into(),
                count: "214".into(),
                icon: category_icon(name),
            })
            .collect(),
        fresh: words.cards(0, 8),
        picks: words
            .cards(1, 4)
            .into_iter()
            .map(|card| PickCard { card, reason: words.say("Because you bought Tape Garden") })
            .collect(),
        ways: vec![Link::new(words.say("New"), words.say("/products?sort=newest")), Link::new("Deals", "/deals")],
        collections: vec![CollectionStrip {
            id: "wedding".into(),
            title: words.say("For your wedding"),
            url: words.say("/collections/wedding"),
            all: "12 products".into(),
            cards: words.cards(3, 4),
        }],
        all_label: "All 2,380 products".into(),
        selling: words.cards(7, 5),
        selling_since: "Last 7 days".into(),
        makers: GOODS[..5]
            .iter()
            .map(|(_, _, seller, _)| MakerRow {
                name: words.say(seller),
                url: "/sellers/x".into(),
                avatar: Avatar::of(seller),
                count: "12 products".into(),
            })
            .collect(),
        free: words.cards(6, 4),
        steps: vec![],
    }
}

fn option(name: &'static str, label: &str, count: &str, on: bool) -> FacetOption {
    FacetOption {
        name,
        value: label.to_lowercase(),
        label: label.into(),
        count: count.into(),
        on,
        off: count == "0",
        stars: None,
    }
}

fn facets(words: &Words) -> Vec<FacetGroup> {
    let star = |filled, count: &str, on| FacetOption {
        stars: Some(filled),
        value: (filled / 20).to_string(),
        ..option("min_rating", &format!("{} stars and up", filled / 20), count, on)
    };
    let counts: Vec<(u64, bool)> = [9, 15, 24, 34, 30, 22, 26, 16, 11, 8, 12, 6, 5, 3, 4, 2]
        .iter()
        .enumerate()
        .map(|(n, c)| (*c, n < 8))
        .collect();
    let categories =
        [("Audio", "31", true), ("E-books", "4", false), ("Plugins", "2", false), ("Game assets", "0", false)];
    let types = ["WAV", "MIDI", "SFZ", "AIFF", "ZIP", "PDF", "OTF"];
    vec![
        FacetGroup { name: "category", title: "Category", open: true, ..FacetGroup::default() }.showing(
            8,
            categories.iter().map(|(label, count, on)| option("category", &words.say(label), count, *on)).collect(),
        ),
        FacetGroup {
            name: "price",
            title: "Price",
            open: true,
            price: Some(PriceRange {
                sign: "$".into(),
                min: words.say("0"),
                max: "25".into(),
                bars: PriceBar::row(&counts),
                ..PriceRange::default()
            }),
            ..FacetGroup::default()
        }
        .showing(2, vec![option("on_sale", "On sale", "5", false), option("free", "Free", "2", false)]),
        FacetGroup { name: "rating", title: "Rating", open: true, single: true, ..FacetGroup::default() }.showing(
            5,
            vec![star(80, "31", true), star(60, "33", false), option("min_rating", "Any rating", "34", false)],
        ),
        FacetGroup { name: "file_type", title: "File type", open: true, ..FacetGroup::default() }
            .showing(4, types.iter().map(|label| option("file_type", label, "28", false)).collect()),
        FacetGroup { name: "tag", title: "Tags", tags: true, ..FacetGroup::default() }.showing(
            12,
            ["tape", "dusty", "boom-bap"]
                .iter()
                .map(|label| option("tag", &words.say(label), "3", *label == "tape"))
                .collect(),
        ),
    ]
}

fn search(words: &Words) -> SearchPage {
    let sorts = [
        ("relevance", "Best match"),
        ("newest", "Newest"),
        ("price_asc", "Price, low to high"),
        ("price_desc", "Price, high to low"),
    ];
    let mut cards = words.cards(0, 9);
    cards[0].snippet_html =
        Some("412 <mark>lo-fi</mark> <mark>drums</mark>, loops and textures recorded to cassette".into());
    SearchPage {
        frame: words.frame().asking(words.say("lo-fi drums")),
        title: words.say("lo-fi drums"),
        feed: words.say("/products.atom?q=a"),
        heading: format!("31 results for “{}”", words.say("lo-fi drums")),
        understood: Some(Understood {
            typed: words.say("fonts under $10"),
            exact_url: words.say("/products?q=x&exact=true"),
        }),
        corrected: Some(Corrected {
            typed: words.say("lofi drms"),
            shown: words.say("lo-fi drums"),
            exact_url: words.say("/products?q=a&exact=true"),
        }),
        action: "/products".into(),
        kept: vec![HiddenField { name: "q", value: words.say("lo-fi drums") }],
        unsorted: vec![
            HiddenField { name: "q", value: words.say("lo-fi drums") },
            HiddenField { name: "category", value: "audio".into() },
        ],
        chips: ["Audio", "Up to $25", "4 stars and up"]
            .map(|text| Link::new(words.say(text), words.say("/products?q=a")))
            .into(),
        clear_url: words.say("/products?q=a"),
        facets: facets(words),
        sorts: sorts.iter().map(|(value, label)| Choice::new(*value, *label, *value == "relevance")).collect(),
        cards,
        pager: Pager::new(1, 9, 31, |n| words.say(&format!("/products?page={n}"))),
        ..SearchPage::default()
    }
}

fn nothing(words: &Words) -> SearchPage {
    let mut page = search(words);
    page.heading = format!("Nothing for “{}”", words.say("watercolour vst"));
    page.corrected = None;
    page.save_url = words.say("/account/saved-searches/new?q=x");
    page.cards.clear();
    page.empty = Some(Nothing {
        text: "Some of your words match, but never together. Try one of these.".into(),
        tries: [("watercolour", "17"), ("vst", "98")]
            .map(|(text, count)| Try { text: words.say(text), url: words.say("/products?q="), count: count.into() })
            .into(),
        relaxed: [("Without “Up to $10”", "31"), ("Without “Fonts”", "2")]
            .map(|(text, count)| Try { text: words.say(text), url: words.say("/products?q="), count: count.into() })
            .into(),
        out: Link::new("Search without filters", words.say("/products?q=x")),
        others_title: words.say("Near what you looked for"),
        others: words.cards(3, 4),
    });
    page
}

fn category(words: &Words) -> SearchPage {
    let mut page = search(words);
    page.frame = words.frame().at("/categories/audio");
    page.heading = words.say("Audio");
    page.lead = "486 products".into();
    page.crumbs = vec![Crumb::new("Shop", "/"), Crumb::new(words.say("Audio"), "/categories/audio")];
    page.inside = vec![
        Link::new(words.say("Sample packs"), "/categories/audio/sample-packs"),
        Link::new("Presets", "/categories/audio/presets"),
    ];
    page.corrected = None;
    page.chips.clear();
    page.pager = Pager::new(5, 9, 486, |n| format!("?page={n}"));
    page
}

pub struct Product {
    pub page: ProductPage,
}

impl Product {
    fn editions_to(&mut self, many: usize) {
        self.page.buy.editions.truncate(many);
        self.page.buy.own_price =
            Some(OwnPrice { sign: "$".into(), suggested: "5".into(), hint: "From $0; the maker suggests $5.".into() });
        self.page.buy.price.clear();
    }
}

fn product(words: &Words) -> Product {
    let picture = |n: usize| Thumb {
        cover: Cover::new(
            format!("covers/{}.svg", ["tape-garden", "bus-glue", "slow-bread"][n]),
            words.say("A picture"),
        ),
        url: format!("?image={}", n + 1),
        current: n == 0,
    };
    let edition = |id: &str, name: &str, price: &str, terms: &str| EditionChoice {
        id: id.into(),
        name: words.say(name),
        terms: words.say(terms),
        price: PriceTag::new(price),
        lowest: (id == "e3").then(|| "$39".into()),
        on: id == "e2",
        sold_out: id == "e3",
    };
    let page = ProductPage {
        frame: words.frame().at("/categories/audio").known_as("https://shop.example.com/products/tape-garden"),
        crumbs: vec![Crumb::new("Shop", "/"), Crumb::new(words.say("Audio"), "/categories/audio"), Crumb::new("Sample packs", "/categories/audio/sample-packs")],
        notes: vec![],
        meta_title: words.say("Tape Garden by Tidepool Audio"),
        meta_description: words.say("Drums and textures"),
        terms: vec![Terms { name: words.say("Personal"), text: words.say("Use it.\nKeep it.") }],
        title: words.say("Tape Garden"),
        summary: words.say("412 lo-fi drums, loops and textures recorded to cassette."),
        seller: SellerLine::new(words.say("Tidepool Audio"), "/sellers/tidepool-audio"),
        rating: Rating::of(48, 312),
        previews: vec![
            PreviewRow {
                title: words.say("Rain"),
                sound: "/products/tape-garden/previews/pv_1".into(),
                ..PreviewRow::default()
            },
            PreviewRow { title: words.say("Read me"), words: words.say("First\nSecond"), ..PreviewRow::default() },
            PreviewRow {
                title: words.say("A leaflet"),
                page: Some(PagePicture {
                    url: "/products/tape-garden/previews/pv_2".into(),
                    srcset: "/products/tape-garden/previews/pv_2?w=400 400w".into(),
                    width: 400,
                    height: 566,
                }),
                ..PreviewRow::default()
            },
        ],
        gallery: Gallery { main: Cover::new("covers/tape-garden.svg", words.say("A cassette among flowers")), strip: (0..3).map(picture).collect() },
        buy: BuyBox {
            can_fall: true,
            wished: Some("/wishlists/wish_1".into()),
            product: words.say("tape-garden"),
            editions: vec![
                edition("e1", "Personal", "$12", "Your own tracks, not for sale"),
                edition("e2", "Standard", "$19", "Release and stream without limits, one artist"),
                edition("e3", "Studio", "$49", "Client work and up to 10 seats"),
            ],
            own_price: None,
            verb: "Add to cart".into(),
            price: "$19".into(),
            promises: vec![Promise::download(Some(5)), Promise::updates("Free updates; version 1.3 came out 9 November"), Promise::key("A licence key for 2 seats comes along")],
            away: None,
        },
        about_html: "<p>Tape Garden is a pack of drums, loops and small sounds recorded through a four-track cassette deck with a stretched belt. Nothing was cleaned up afterwards.</p><ul><li>148 one-shot drums in five kits</li><li>86 loops from 72 to 96 bpm</li></ul>".into(),
        facts: vec![Fact::new("Files", "6 files, 1.4 GB"), Fact::new("Version", words.say("1.3, 9 November 2026")), Fact::linked("Tags", vec![Link::new(words.say("tape"), "/products?tag=tape"), Link::new("dusty", "/products?tag=dusty")])],
        files: Files {
            summary: "3 files, 1.4 GB".into(),
            rows: vec![
                FileRow::new(words.say("TapeGarden_Drums_1.3.zip"), "ZIP archive", "318 MB"),
                FileRow { pill: Some(Pill::new(Tone::Good, "New in 1.3")), ..FileRow::new("TapeGarden_Textures_1.3.wav", "WAV audio", "611 MB") },
                FileRow::new("Recording notes.pdf", "PDF", "2.4 MB"),
            ],
            hint: "Every file has a SHA-256 checksum on its download page.".into(),
        },
        versions: [("Version 1.3", "9 November 2026"), ("Version 1.2", "2 June 2026")]
            .map(|(name, date)| Version { name: words.say(name), date: date.into(), changes: vec![words.say("32 new long textures, all loopable"), "Key chart as PDF".into()] })
            .into(),
        reviews: super::samples_reviews::section(words, 3),
        related: vec![
            RelatedRow { heading: words.say("Often bought together"), cards: words.cards(6, 4) },
            RelatedRow { heading: words.say("More from Tidepool Audio"), cards: words.cards(2, 3) },
        ],
        data: GoodsData {
            images: vec![words.say("https://shop.example.com/products/tape-garden/images/1")],
            sku: Some(words.say("TG-1")),
            offers: vec![OfferData { name: words.say("Standard"), price: "19.00".into(), currency: "USD".into(), sold_out: false }],
        },
    };
    Product { page }
}

fn deals(words: &Words, many: usize) -> DealsPage {
    let deal = |(n, card): (usize, Card)| Deal {
        card,
        lowest: words.say("Lowest of the 30 days before: $24"),
        until: if n % 2 == 0 { words.say("3 Dec 2026") } else { String::new() },
    };
    DealsPage {
        frame: words.frame(),
        summary: "7 products".into(),
        orders: vec![Choice::new("/deals", "Most off", true), Choice::new("/deals?sort=ending", "Ending soon", false)],
        deals: words.cards(0, many).into_iter().enumerate().map(deal).collect(),
        pager: Pager::new(1, 24, many as u64, |n| format!("?page={n}")),
    }
}

fn seller(words: &Words, many: usize) -> SellerPage {
    SellerPage {
        frame: words.frame(),
        name: words.say("Tidepool Audio"),
        avatar: Avatar::of("Tidepool Audio"),
        summary: "12 products, here since March 2026".into(),
        about: words.say("Two people, one tape deck."),
        cards: words.cards(0, many),
        pager: Pager::new(1, 8, many as u64, |n| format!("?page={n}")),
        feed: words.say("/products.atom?seller=tidepool-audio"),
        search_url: words.say("/products?seller=tidepool-audio"),
    }
}

pub fn suggestions(words: &Words) -> String {
    let line = |text: &str| Suggestion::new(&words.say(text), "lo-fi dr", words.say("/products?q="));
    let products: Vec<Card> = words.cards(0, 3);
    debug_assert!(!cover("x").url.is_empty());
    Suggestions {
        searches: vec![line("lo-fi drums"), line("lo-fi drum loops")],
        categories: vec![line("Audio")],
        products,
    }
    .render()
    .unwrap()
}
