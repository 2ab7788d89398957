//! Wishlists, empty and full, one's own and another's.

use bodega::{
    flows::wishing::view::*,
    platform::web::parts::{Choice, FieldIssue, Issues, Note, Pager, Pill, PriceTag, Tone},
};

use super::samples::{GOODS, Sample, Words, cover, sample};

pub fn all(words: &Words) -> Vec<Sample> {
    let wrong = |field: &str| Issues(vec![FieldIssue { field: field.into(), advice: words.say("Give it a name") }]);
    let signed_in = |mut page: ListPage| {
        page.frame.signed_in = true;
        page
    };
    let guest = ListPage { sharing: None, others: vec![], ..list(words, 3) };
    let sharing =
        Some(Sharing { url: Some(words.say("https://shop.example/wishlists/shared/x")), by: words.say("Noor") });
    vec![
        sample("wishlists", overview(words, 4)),
        sample("wishlists-one", OverviewPage { issues: wrong("name"), ..overview(words, 1) }),
        sample("wishlists-empty", OverviewPage { frame: words.frame(), ..OverviewPage::default() }),
        sample("wishlists-first", OverviewPage { can_create: true, issues: wrong("name"), ..overview(words, 0) }),
        sample("wishlist", signed_in(list(words, 12))),
        sample("wishlist-shared-by", signed_in(ListPage { sharing, ..list(words, 2) })),
        sample("wishlist-refused", signed_in(ListPage { issues: wrong("description"), ..list(words, 2) })),
        sample("wishlist-name-refused", signed_in(ListPage { issues: wrong("display_name"), ..list(words, 2) })),
        sample("wishlist-guest", guest),
        sample("wishlist-empty", signed_in(list(words, 0))),
        sample("wishlist-others", shared(words, 5, "Noor")),
        sample("wishlist-others-empty", shared(words, 0, "")),
    ]
}

fn overview(words: &Words, many: usize) -> OverviewPage {
    let card = |number: usize| ListCard {
        name: words.say(["For winter", "Fonts for the zine", "Wishlist", "Birthday"][number % 4]),
        url: "/wishlists/wish_1".into(),
        detail: "12 things, changed 9 November 2026".into(),
        pill: (number == 1).then(|| Pill::new(Tone::Info, words.say("Shared"))),
        covers: GOODS[..number].iter().map(|it| cover(it.0)).collect(),
    };
    let mut frame = words.frame();
    frame.signed_in = true;
    OverviewPage {
        frame,
        notes: vec![Note::new(Tone::Good, words.say("The list is deleted."), "")],
        lists: (0..many).map(card).collect(),
        can_create: true,
        name: words.say(""),
        ..OverviewPage::default()
    }
}

fn list(words: &Words, many: usize) -> ListPage {
    ListPage {
        frame: words.frame(),
        action: "/wishlists/wish_1".into(),
        notes: vec![Note::new(
            Tone::Info,
            words.say("2 things are in your cart."),
            words.say("1 is not sold just now."),
        )],
        name: words.say("For winter"),
        description: words.say("What would keep me busy\nuntil it is warm again."),
        summary: "12 things".into(),
        items: (0..many).map(|it| row(words, it)).collect(),
        pager: if many > 10 { Pager::new(2, 50, 120, |it| format!("?page={it}")) } else { Pager::default() },
        buy: (many > 0).then(|| words.say("Put all 12 into the cart, $230")),
        others: vec![Choice::new("wish_2", words.say("Birthday"), false)],
        sharing: Some(Sharing::default()),
        typed: TypedWords {
            name: words.say("For winter"),
            description: words.say("What would keep me busy"),
            display_name: words.say("Noor"),
        },
        ..ListPage::default()
    }
}

fn shared(words: &Words, many: usize, by: &str) -> SharedPage {
    SharedPage {
        frame: words.frame(),
        action: "/wishlists/shared/x/cart".into(),
        name: words.say("For winter"),
        by: if by.is_empty() { String::new() } else { words.say(by) },
        description: words.say("What would keep me busy."),
        summary: "5 things".into(),
        items: (0..many).map(|it| row(words, it)).collect(),
        buy: (many > 0).then(|| words.say("Put all 5 into the cart, $120")),
        ..SharedPage::default()
    }
}

fn row(words: &Words, number: usize) -> WishRow {
    let (title, _, seller, price) = &GOODS[number % GOODS.len()];
    let gone = number == 1;
    WishRow {
        id: format!("wi_{number}"),
        title: words.say(title),
        url: (!gone).then(|| words.say("/products/x")),
        cover: (!gone).then(|| cover(title)),
        detail: words.say(&format!("{seller}, Desktop, since 9 November 2026")),
        price: PriceTag::new(*price).down_from("$35"),
        rating: bodega::platform::web::parts::Rating::of(46, number as u64),
        away: gone.then(|| Pill::new(Tone::Warn, words.say("Not available"))),
        product: "prod_1".into(),
        edition: "ed_1".into(),
    }
}
