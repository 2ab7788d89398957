//! Templates: windows, sheets and what stands on them.

use super::Easel;
use super::pen::{Align, Palette, circle, line, placed, polygon, rect, sans, shadow, shape, slab, words};

pub(super) fn draw(easel: &Easel<'_>) -> String {
    match easel.product.slug {
        "atelier-portfolio" | "soft-opening" => windows(easel),
        "corner-menu" => menu(easel),
        "save-the-evening" => card(easel),
        "plain-cv" | "clean-invoice" => sheets(easel),
        "kind-newsletter" => letter(easel),
        "year-in-rows" => table(easel),
        "folded-week" => week(easel),
        "first-handbook" => binder(easel),
        _ => docs(easel),
    }
}

/// A browser window with its bar.
fn window(x: f64, y: f64, w: f64, h: f64, p: &Palette, inside: &str) -> String {
    let dots: String =
        [p.a, p.b, p.c].iter().enumerate().map(|(i, c)| circle(x + 26.0 + 24.0 * i as f64, y + 20.0, 7.0, c)).collect();
    shadow(x + 8.0, y + 16.0, w, h, 18.0)
        + &rect(x, y, w, h, 18.0, "#fff")
        + &rect(x, y, w, 40.0, 18.0, "#ece9f4")
        + &rect(x, y + 22.0, w, 18.0, 0.0, "#ece9f4")
        + &dots
        + inside
}

fn bars(x: f64, y: f64, widths: &[f64], step: f64, thick: f64, colour: &str) -> String {
    widths.iter().enumerate().map(|(i, w)| rect(x, y + step * i as f64, *w, thick, thick / 2.0, colour)).collect()
}

/// Two windows, one narrow.
fn windows(easel: &Easel<'_>) -> String {
    let p = easel.palette;
    let Palette { ink, a, b, c, .. } = p;
    let hero = easel.product.slug == "soft-opening";
    let wide = if hero {
        bars(272.0, 142.0, &[300.0, 230.0], 44.0, 28.0, ink)
            + &bars(272.0, 240.0, &[250.0, 210.0], 24.0, 10.0, "#cfd2d8")
            + &rect(272.0, 304.0, 130.0, 46.0, 12.0, a)
            + &circle(640.0, 250.0, 74.0, b)
            + &rect(596.0, 214.0, 88.0, 120.0, 14.0, c)
    } else {
        bars(272.0, 134.0, &[200.0, 130.0], 38.0, 24.0, ink)
            + &rect(272.0, 222.0, 136.0, 190.0, 12.0, a)
            + &rect(422.0, 222.0, 136.0, 190.0, 12.0, b)
            + &rect(572.0, 222.0, 136.0, 190.0, 12.0, c)
    };
    let narrow = bars(92.0, 290.0, &[126.0, 80.0], 28.0, 16.0, ink)
        + &rect(92.0, 356.0, 202.0, 88.0, 12.0, b)
        + &rect(92.0, 456.0, 95.0, 64.0, 12.0, a)
        + &rect(199.0, 456.0, 95.0, 64.0, 12.0, c);
    window(240.0, 64.0, 500.0, 384.0, p, &wide) + &window(64.0, 222.0, 258.0, 324.0, p, &narrow)
}

/// A sheet with its lines, turned a little.
fn sheet(x: f64, y: f64, turn: f64, inside: &str) -> String {
    placed(
        x,
        y,
        turn,
        1.0,
        &(shadow(-144.0, -192.0, 300.0, 410.0, 10.0) + &rect(-150.0, -204.0, 300.0, 410.0, 10.0, "#fffefb") + inside),
    )
}

fn sheets(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, .. } = easel.palette;
    let invoice = easel.product.slug == "clean-invoice";
    let page = |head: &str, colour: &str| {
        let mut out = words(slab(), head, (-118.0, -136.0), 42.0, 190.0, Align::Left, colour);
        if invoice {
            out += &rect(62.0, -168.0, 60.0, 28.0, 6.0, colour);
            for i in 0..4 {
                let y = -66.0 + 40.0 * f64::from(i);
                out += &(rect(-118.0, y, 140.0 - 16.0 * f64::from(i), 10.0, 5.0, "#d7d9d2")
                    + &rect(78.0, y, 44.0, 10.0, 5.0, "#d7d9d2"));
            }
            out += &(rect(-118.0, 110.0, 240.0, 4.0, 0.0, colour) + &rect(42.0, 136.0, 80.0, 18.0, 9.0, colour));
        } else {
            out += &bars(-118.0, -112.0, &[180.0], 0.0, 10.0, "#d7d9d2");
            for i in 0..3 {
                let y = -62.0 + 84.0 * f64::from(i);
                out += &(rect(-118.0, y, 70.0, 12.0, 6.0, colour)
                    + &bars(-118.0, y + 24.0, &[236.0, 190.0], 18.0, 9.0, "#d7d9d2"));
            }
        }
        out
    };
    let head = if invoice { "Invoice" } else { "Your Name" };
    sheet(240.0, 330.0, -9.0, &page(head, b))
        + &sheet(566.0, 326.0, 8.0, &page(head, a))
        + &sheet(404.0, 296.0, -1.0, &page(head, ink))
}

fn menu(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, paper, .. } = easel.palette;
    let mut out = shadow(226.0, 58.0, 380.0, 560.0, 6.0) + &rect(212.0, 40.0, 380.0, 580.0, 6.0, paper);
    out += &(words(slab(), "Lunch", (402.0, 138.0), 84.0, 320.0, Align::Middle, ink)
        + &rect(252.0, 164.0, 300.0, 4.0, 0.0, a)
        + &rect(252.0, 172.0, 300.0, 2.0, 0.0, a));
    for (i, (dish, price)) in
        [("Leek soup", "6.50"), ("Trout", "17.50"), ("Barley", "13.00"), ("Plum cake", "4.50"), ("Pie", "14.00")]
            .iter()
            .enumerate()
    {
        let y = 226.0 + 66.0 * i as f64;
        out += &(words(slab(), dish, (252.0, y), 32.0, 200.0, Align::Left, ink)
            + &words(slab(), price, (552.0, y), 32.0, 100.0, Align::Right, a));
        out += &rect(252.0, y + 14.0, 170.0 - 22.0 * (i % 3) as f64, 8.0, 4.0, "#d8ccb2");
    }
    let fork = "M0 0V90M-22 0V60Q-22 90 0 90T22 60V0M0 90V330";
    out + &placed(112.0, 150.0, 0.0, 1.0, &line(fork, paper, 16.0))
        + &placed(
            694.0,
            150.0,
            0.0,
            1.0,
            &(shape("M-22 0Q60 70 22 190H-22Z", b) + &rect(-22.0, 60.0, 22.0, 270.0, 10.0, b)),
        )
}

fn card(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, c, paper, .. } = easel.palette;
    let mut out = String::new();
    for (i, x) in (0..9).map(|i| (i, 40.0 + 90.0 * f64::from(i))) {
        let y = 136.0 - 40.0 * ((f64::from(i) - 4.0) / 4.0).powi(2);
        out += &polygon(&[(x - 34.0, y), (x + 34.0, y), (x, y + 66.0)], [a, b, c][i as usize % 3]);
    }
    out = line("M0 92Q400 184 800 92", ink, 5.0) + &out;
    out += &(shadow(190.0, 206.0, 440.0, 330.0, 12.0)
        + &rect(180.0, 190.0, 440.0, 330.0, 12.0, paper)
        + &rect(200.0, 210.0, 400.0, 290.0, 6.0, b)
        + &rect(206.0, 216.0, 388.0, 278.0, 4.0, paper));
    out += &(words(slab(), "Noor & Jonas", (400.0, 330.0), 60.0, 350.0, Align::Middle, ink)
        + &words(sans(), "12 September", (400.0, 384.0), 32.0, 320.0, Align::Middle, a));
    out + &words(sans(), "at four", (400.0, 430.0), 26.0, 320.0, Align::Middle, ink)
}

fn letter(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, c, paper, .. } = easel.palette;
    let page = rect(232.0, 50.0, 336.0, 380.0, 8.0, "#fff")
        + &rect(262.0, 80.0, 180.0, 26.0, 8.0, ink)
        + &bars(262.0, 132.0, &[276.0, 250.0, 264.0, 190.0], 26.0, 10.0, "#d9d4c8")
        + &rect(262.0, 250.0, 120.0, 42.0, 8.0, a);
    shape("M120 300L400 110L680 300V560H120Z", b)
        + &page
        + &shape("M120 300L400 476L680 300V560H120Z", paper)
        + &line("M120 560L330 404M680 560L470 404", c, 5.0)
}

fn table(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, c, .. } = easel.palette;
    let mut out = shadow(92.0, 96.0, 640.0, 460.0, 18.0)
        + &rect(80.0, 80.0, 640.0, 460.0, 18.0, "#fff")
        + &rect(80.0, 80.0, 640.0, 54.0, 18.0, ink)
        + &rect(80.0, 110.0, 640.0, 24.0, 0.0, ink);
    for i in 1..7 {
        out += &line(&format!("M80 {0}H720", 134 + 58 * i), "#e6e8e4", 3.0);
    }
    for i in 1..6 {
        out += &line(&format!("M{0} 134V540", 80 + 107 * i), "#e6e8e4", 3.0);
    }
    for (i, tall) in
        [230.0, 214.0, 190.0, 208.0, 160.0, 120.0, 104.0, 132.0, 180.0, 236.0, 262.0, 290.0].iter().enumerate()
    {
        out += &rect(108.0 + 50.0 * i as f64, 510.0 - tall, 32.0, *tall, 6.0, if *tall < 140.0 { a } else { b });
    }
    out + &line("M124 250C240 262 320 330 400 356S560 340 676 190", c, 9.0) + &circle(676.0, 190.0, 14.0, c)
}

fn week(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, c, paper, .. } = easel.palette;
    let mut out = String::new();
    for (i, day) in ["Mon", "Tue", "Wed", "Thu", "Fri"].iter().enumerate() {
        let x = 60.0 + 136.0 * i as f64;
        let (up, down) = if i % 2 == 0 { (0.0, 30.0) } else { (30.0, 0.0) };
        let side = if i % 2 == 0 { paper } else { "#efe9dc" };
        out +=
            &polygon(&[(x, 110.0 + up), (x + 136.0, 110.0 + down), (x + 136.0, 500.0 + down), (x, 500.0 + up)], side);
        out += &words(slab(), day, (x + 68.0, 180.0), 38.0, 110.0, Align::Middle, ink);
        for (j, colour) in [a, b, c].iter().enumerate() {
            let y = 226.0 + 84.0 * j as f64 + 11.0 * ((i * 5 + j * 3) % 4) as f64;
            out += &rect(x + 16.0, y, 104.0, 44.0 + 10.0 * ((i + j) % 3) as f64, 10.0, colour);
        }
    }
    out
}

fn binder(easel: &Easel<'_>) -> String {
    let Palette { ink, a, b, c, paper, .. } = easel.palette;
    let mut out = String::new();
    for (i, colour) in [a, b, c, paper].iter().enumerate() {
        let x = 130.0 + 136.0 * i as f64;
        let tall = 420.0 - 22.0 * (i % 3) as f64;
        out += &(rect(x, 530.0 - tall, 120.0, tall, 12.0, colour)
            + &rect(x + 22.0, 570.0 - tall, 76.0, 120.0, 8.0, "#fff")
            + &bars(x + 36.0, 592.0 - tall, &[48.0, 48.0, 30.0], 26.0, 10.0, ink));
        out += &(circle(x + 60.0, 456.0, 22.0, ink) + &circle(x + 60.0, 456.0, 12.0, colour));
    }
    out + &rect(80.0, 530.0, 640.0, 24.0, 8.0, ink)
}

fn docs(easel: &Easel<'_>) -> String {
    let p = easel.palette;
    let Palette { ink, a, b, .. } = p;
    let mut inside = rect(90.0, 120.0, 170.0, 410.0, 0.0, "#f4f2fa")
        + &bars(114.0, 150.0, &[110.0], 0.0, 16.0, ink)
        + &bars(114.0, 200.0, &[90.0, 118.0, 76.0, 104.0], 40.0, 12.0, "#cdc9da");
    inside += &(rect(104.0, 230.0, 8.0, 32.0, 4.0, a)
        + &bars(300.0, 156.0, &[250.0], 0.0, 30.0, ink)
        + &bars(300.0, 216.0, &[370.0, 330.0, 350.0], 26.0, 10.0, "#d7d9dd"));
    inside += &(rect(300.0, 312.0, 390.0, 96.0, 12.0, ink)
        + &bars(324.0, 338.0, &[150.0], 0.0, 12.0, a)
        + &bars(324.0, 368.0, &[220.0], 0.0, 12.0, b)
        + &bars(300.0, 436.0, &[370.0, 280.0], 26.0, 10.0, "#d7d9dd"));
    window(80.0, 80.0, 640.0, 460.0, p, &inside)
}
