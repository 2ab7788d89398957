use proptest::prelude::*;

use super::*;
use crate::{
    base::{CategoryId, Currency, Digest, ErrorKind, Money, ProductId, SellerId, Slug, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations, ReadTxn, WriteTxn},
    },
};

fn shop() -> Db {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1_000)), Chance::seeded(1)).unwrap();
    db.prepare(store::TABLES.to_vec(), Migrations::default()).unwrap();
    db
}

fn seller() -> SellerId {
    SellerId::new(Timestamp::EPOCH, [1; 10])
}

fn form(title: &str) -> ProductForm {
    ProductForm {
        title: title.into(),
        category: vec!["Audio".into(), "Sample packs".into()],
        tags: vec!["Lo-fi".into(), "tape".into()],
        editions: vec![EditionForm { price: "12.99".into(), ..EditionForm::default() }],
        ..ProductForm::default()
    }
}

fn adds(db: &Db, form: &ProductForm) -> Product {
    let new = form.check(Currency::USD).unwrap();
    db.write_blocking(move |txn| {
        let product = add(txn, seller(), &new, Origin::default())?;
        publish(txn, product.id)
    })
    .unwrap()
}

fn does<T: Send + 'static>(db: &Db, verb: impl Fn(&WriteTxn) -> crate::base::Result<T> + Send + 'static) -> T {
    db.write_blocking(verb).unwrap()
}

fn sees<T>(db: &Db, look: impl FnOnce(&ReadTxn) -> crate::base::Result<T>) -> T {
    db.look(look).unwrap()
}

fn closes(db: &Db) {
    let mut faults = db.check(&store::TABLES).unwrap();
    db.look(|txn| checks::check(txn, &mut faults)).unwrap();
    assert_eq!(faults, [""; 0]);
}

fn fields(form: &ProductForm) -> Vec<String> {
    form.check(Currency::USD).unwrap_err().fields.iter().map(|(field, _)| field.to_string()).collect()
}

#[test]
fn a_product_is_found_in_every_way() {
    let db = shop();
    let tape = adds(&db, &form("Tape Garden"));
    let twin = adds(&db, &form("Tape Garden"));
    assert_eq!((tape.slug.as_str(), twin.slug.as_str()), ("tape-garden", "tape-garden-2"));
    assert_eq!(sees(&db, |txn| get_published(txn, "tape-garden")), tape);
    assert_eq!(sees(&db, |txn| get_published(txn, &twin.id.to_string())), twin);
    let audio = sees(&db, |txn| find_category_by_path(txn, "audio")).unwrap();
    assert_eq!(sees(&db, |txn| of_category(txn, audio.id, 10)).len(), 2);
    assert_eq!(sees(&db, |txn| right_in(txn, audio.id, 10)).len(), 0);
    assert_eq!(sees(&db, |txn| of_tag(txn, &Slug::parse("lo-fi")?, 10)).len(), 2);
    assert_eq!(sees(&db, |txn| of_seller(txn, seller(), 1)).len(), 1);
    let tree = sees(&db, tree_of);
    assert_eq!(tree, [("audio".to_owned(), 2), ("audio/sample-packs".to_owned(), 2)]);
    assert_eq!(sees(&db, tags).iter().map(|(tag, n)| (&*tag.label, *n)).next(), Some(("Lo-fi", 2)));
    let line = sees(&db, |txn| lineage(txn, tape.category));
    assert_eq!(line.iter().map(|it| &*it.label).collect::<Vec<_>>(), ["Audio", "Sample packs"]);
    closes(&db);
}

fn tree_of(txn: &ReadTxn) -> crate::base::Result<Vec<(String, usize)>> {
    fn walk(branches: &[Branch], out: &mut Vec<(String, usize)>) {
        for it in branches {
            out.push((it.category.path.clone(), it.count));
            walk(&it.children, out);
        }
    }
    let mut out = Vec::new();
    walk(&tree(txn)?, &mut out);
    Ok(out)
}

#[test]
fn drafts_and_retired_products_are_not_shown() {
    let db = shop();
    let tape = adds(&db, &form("Tape Garden"));
    let id = tape.id;
    let retired = does(&db, move |txn| retire(txn, id));
    assert!(retired.retired.is_some() && !retired.is_published());
    assert!(db.look(|txn| get_published(txn, "tape-garden")).is_err());
    assert_eq!((sees(&db, count), sees(&db, count_all)), (0, 1));
    assert_eq!(sees(&db, tags), []);
    assert!(does(&db, move |txn| publish(txn, id)).retired.is_none());
    does(&db, move |txn| remove(txn, id));
    does(&db, move |txn| remove_empty_categories(txn, &[tape.category.unwrap()]));
    assert_eq!(sees(&db, tree_of), []);
    closes(&db);
}

#[test]
fn editions_are_retired_and_known_again() {
    let db = shop();
    let mut two = form("Aurora Sans");
    two.editions[0].name = "Desktop".into();
    two.editions.push(EditionForm { name: "Web".into(), price: "30".into(), ..EditionForm::default() });
    let font = adds(&db, &two);
    let (id, revision) = (font.id, font.revision);
    let mut one = two.clone();
    one.editions.remove(0);
    let new = one.check(Currency::USD).unwrap();
    let edited = does(&db, move |txn| edit(txn, id, Some(revision), &new));
    assert_eq!(edited.price(), Some(Money::new(3000, Currency::USD)));
    assert!(edited.edition(font.editions[0].id).unwrap().retired.is_some());
    let stale = two.check(Currency::USD).unwrap();
    let refused = db.write_blocking(move |txn| edit(txn, id, Some(revision), &stale)).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Stale);
    let new = two.check(Currency::USD).unwrap();
    let back = does(&db, move |txn| edit(txn, id, None, &new));
    assert_eq!(back.editions, font.editions);
    let new = ProductForm::of(&back, &sees(&db, |txn| lineage(txn, back.category))).check(Currency::USD).unwrap();
    assert_eq!(does(&db, move |txn| edit(txn, id, None, &new)).revision, back.revision, "nothing differs");
    closes(&db);
}

#[test]
fn releases_carry_files() {
    let db = shop();
    let id = adds(&db, &form("Tape Garden")).id;
    let file = |name: &str| NewFile {
        name: FileName::of(name),
        media_type: "application/zip".into(),
        size: 3,
        sha256: Digest::of(name),
    };
    let files = [file("one.zip"), file("two.zip")];
    let attach = move |version: &'static str, files: Vec<NewFile>| {
        move |txn: &WriteTxn| attach_release(txn, id, version, "Better\r\nnow", txn.now, &files)
    };
    let tape = does(&db, attach("1.0", files.to_vec()));
    assert_eq!(tape.files_of(tape.cheapest().unwrap()).len(), 2);
    let first = tape.releases[0].files[0].clone();
    assert_eq!(sees(&db, |txn| find_by_file(txn, first.id)).unwrap().id, id);
    assert!(sees(&db, |txn| uses(txn, first.sha256)) && !sees(&db, |txn| uses(txn, Digest::of("other"))));
    assert_eq!(db.write_blocking(attach("1.0", files.to_vec())).unwrap_err().kind, ErrorKind::Conflict);
    assert!(db.write_blocking(attach("2.0", vec![file("a"), file("a")])).is_err());
    assert!(
        db.write_blocking(attach("2.0", vec![])).is_err() && db.write_blocking(attach(" ", vec![file("a")])).is_err()
    );
    closes(&db);
}

#[test]
fn what_comes_in_is_checked_at_the_door() {
    let with = |change: fn(&mut ProductForm)| {
        let mut it = form("Tape");
        change(&mut it);
        fields(&it)
    };
    assert_eq!(with(|it| it.title = "\u{202E}\0 ".into()), ["title"]);
    assert_eq!(with(|it| it.title = "x".repeat(201)), ["title"]);
    assert_eq!(with(|it| it.slug = "…".into()), ["slug"]);
    assert_eq!(with(|it| it.category = vec!["a".into(); 7]), ["category"]);
    assert_eq!(with(|it| it.editions.clear()), ["editions"]);
    assert_eq!(with(|it| it.editions.push(it.editions[0].clone())), ["editions"]);
    for price in ["", "-1", "1e3", "12.999", "100000001", "１２", "1.290", "1.299"] {
        let mut it = form("Tape");
        it.editions[0].price = price.into();
        assert_eq!(fields(&it), ["price"], "{price}");
    }
    let source = ImageSource::External { url: "javascript:alert(1)".into() };
    let mut it = form("Tape");
    it.images.push(ImageForm { source, alt: String::new() });
    assert_eq!(fields(&it), ["images"]);
}

#[test]
fn descriptions_cannot_act() {
    let mut it = form("Tape");
    it.description = "<h1>Hi</h1><p onclick=x()>Ninety <b>pads</b> &amp; drones<script>alert(1)</script>\
        <img src=x onerror=y><a href='javascript:z'>here</a> <a href=\"https://x.test/\">there</a></p>"
        .into();
    let new = it.check(Currency::USD).unwrap();
    assert_eq!(
        new.description_html,
        "<h2>Hi</h2><p>Ninety <b>pads</b> &amp; drones<a rel=\"noopener nofollow ugc\">here</a> \
         <a href=\"https://x.test/\" rel=\"noopener nofollow ugc\">there</a></p>"
    );
    assert_eq!(new.summary, "Hi Ninety pads & drones here there".replace("drones here", "droneshere"));
    assert_eq!(html::to_text(&html::from_text("a < b\nc\n\nd")), "a < b\nc\nd");
    assert!(html::is_html("<p>x</p>") && !html::is_html("a < b > c"));
}

/// Case 72: what acts must not survive, whoever wrote it and however it is hidden.
#[test]
fn no_payload_survives_the_door() {
    let payloads = [
        "<script>alert(1)</script>",
        "<ScRiPt src=//x.test></sCrIpT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
        "<a href=javascript:alert(1)>x</a>",
        "<a href=' \u{1}javascript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href='vbscript:x'>x</a>",
        "<a href='//x.test'>x</a>",
        "<a href='https://x.test' onclick=alert(1) style=position:fixed target=_top>x</a>",
        "<iframe src=javascript:alert(1)></iframe>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<object data=x></object>",
        "<embed src=x>",
        "<form action=//x.test><input name=password><button formaction=javascript:alert(1)>Go</button></form>",
        "<base href=//x.test/>",
        "<link rel=stylesheet href=//x.test/x.css>",
        "<meta http-equiv=refresh content='0;url=//x.test'>",
        "<style>@import '//x.test/x.css'</style>",
        "<p style='background:url(//x.test)'>x</p>",
        "<p id=cart class=fixed data-action=x x-on:click=y>x</p>",
        "<details open ontoggle=alert(1)>x</details>",
        "<video><source onerror=alert(1)></video>",
        "<audio src=x onerror=alert(1)>",
        "<body onload=alert(1)>",
        "<marquee onstart=alert(1)>x</marquee>",
        "<template><script>alert(1)</script></template>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<textarea><script>alert(1)</script></textarea>",
        "<title><script>alert(1)</script></title>",
        "<!--<img src=--><img src=x onerror=alert(1)//>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<xmp><script>alert(1)</script></xmp>",
        "\"><script>alert(1)</script>",
        "<p \u{0}onclick=alert(1)>x</p>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<b/onmouseover=alert(1)>x</b>",
        "<a\u{c}href=javascript:alert(1)>x</a>",
    ];
    for payload in payloads {
        for written in [payload.to_owned(), format!("<p>before {payload} after</p>"), payload.repeat(2)] {
            let mut it = form("Tape");
            it.description = written.clone();
            let html = it.check(Currency::USD).unwrap().description_html;
            for element in scraper::Html::parse_fragment(&html).tree.values().filter_map(scraper::Node::as_element) {
                let plain = ["html", "body", "p", "b", "a", "br", "table", "tbody"].contains(&element.name());
                assert!(plain, "{written} leaves {} in {html}", element.name());
                for (name, value) in element.attrs() {
                    let good = name == "rel" || name == "href" && value.starts_with("https://");
                    assert!(good, "{written} leaves {name}={value}");
                }
            }
        }
    }
}

#[test]
fn labels_of_one_slug_are_categories_of_their_own() {
    let db = shop();
    for label in ["C", "C++", "c", "C#", "C++", "C?"] {
        let mut it = form(label);
        it.category = vec!["Code".into(), label.into()];
        adds(&db, &it);
    }
    let expected = [("code", 6), ("code/c", 2), ("code/c-sharp", 1), ("code/c-plus-plus", 2), ("code/c-2", 1)];
    assert_eq!(sees(&db, tree_of), expected.map(|(path, count)| (path.to_owned(), count)));
    closes(&db);
}

#[test]
fn the_buyer_names_some_prices() {
    let usd = |amount| Money::new(amount, Currency::USD);
    let open = Price::PayWhatYouWant { minimum: usd(200), suggested: Some(usd(500)) };
    assert_eq!(open.agree(None).unwrap(), usd(500));
    assert_eq!(open.agree(Some(usd(200))).unwrap(), usd(200));
    assert!(open.agree(Some(usd(199))).is_err() && open.agree(Some(usd(Money::MAX + 1))).is_err());
    assert!(open.agree(Some(Money::new(900, Currency::parse("JPY").unwrap()))).is_err());
    assert!(Price::Fixed(usd(900)).agree(Some(usd(1))).is_err());
}

#[test]
fn file_names_are_labels() {
    for (text, name) in [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.zip", "a.zip"),
        ("CON", "CON_"),
        ("nul.txt", "nul_.txt"),
        ("a.", "a"),
        ("..", "file"),
        ("\u{202E}gpj.exe\0", "gpj.exe"),
        ("What? <b>.pdf", "What b.pdf"),
        ("Größe.tar.gz", "Größe.tar.gz"),
    ] {
        assert_eq!(FileName::of(text).as_str(), name, "{text}");
    }
}

#[test]
fn a_broken_tree_is_told() {
    let db = shop();
    let tape = adds(&db, &form("Tape Garden"));
    let gone = tape.category.unwrap();
    does(&db, move |txn| store::CATEGORIES.remove(txn, gone));
    let mut faults = Vec::new();
    db.look(|txn| checks::check(txn, &mut faults)).unwrap();
    assert!(faults.len() == 1 && faults[0].contains("which is missing"), "{faults:?}");
    let _: (CategoryId, ProductId) = (gone, tape.id);
}

proptest! {
    #[test]
    fn names_of_files_stay_as_they_are(text in ".{0,300}|([a-z]|[. \té@]){190,260}") {
        let name = FileName::of(&text);
        prop_assert!(name.as_str().len() <= 210 && !name.as_str().contains(['/', '\\', '\0']));
        prop_assert_eq!(FileName::of(name.as_str()), name);
    }

    #[test]
    fn clean_descriptions_stay_as_they_are(html in "(<(p|b|li|ul|h1|table|a href=\"x:y\"|/p|/b|script|!--)>|&amp;|&#x202e;|[a-z<> ]){0,30}") {
        let clean = html::sanitise(&html);
        prop_assert_eq!(html::sanitise(&clean), clean);
    }
}
