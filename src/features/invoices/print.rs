//! An invoice or credit note on paper.

use super::{
    Document,
    view::{Printed, PrintedLine},
};
use crate::{
    base::Result,
    platform::paper::{About, Align, Fonts, Node, Part, Sheet, Spot, Style},
};

/// The left and right edge of all that is printed, in points.
const LEFT: f32 = 56.0;
const RIGHT: f32 = 539.0;
const TOP: f32 = 56.0;
/// Nothing but the page's own foot stands below this.
const BOTTOM: f32 = 756.0;
const GAP: f32 = 10.0;

const BODY: Style = Style::of(9.5);
const SMALL: Style = Style::of(8.0).quiet();

/// The document as PDF: A4, with the head of the table repeated on every page.
///
/// # Errors
/// The fonts were not built, or the PDF cannot be written.
pub fn pdf(document: &Document, fonts: &Fonts) -> Result<Vec<u8>> {
    let printed = Printed::of(document)?;
    let about = About {
        title: printed.title.clone(),
        author: printed.seller.clone(),
        language: "en".into(),
        made: document.versions.last().map_or(document.issued, |it| it.at),
        id: document.id.to_string(),
    };
    Sheet::write(fonts, about, |sheet| {
        let low = head(sheet, &printed);
        let low = table(sheet, &printed, low + 26.0);
        let low = sums(sheet, &printed, low + 12.0);
        notes(sheet, &printed, low + 20.0);
        feet(sheet, &printed);
        Ok(())
    })
}

/// A column of the table.
struct Column {
    head: &'static str,
    x: f32,
    width: f32,
    align: Align,
    cell: fn(&PrintedLine) -> &str,
}

fn spot(x: f32, y: f32, width: f32, align: Align) -> Spot {
    Spot { x, y, width, align }
}

/// Who sells, who bought, what it is.
fn head(sheet: &mut Sheet<'_>, printed: &Printed) -> f32 {
    let half = (RIGHT - LEFT) / 2.0 - 16.0;
    let right = RIGHT - 210.0;
    let title = sheet.part(Part::Title);
    let low = sheet.text(printed.kind, Style::of(20.0).bold(), spot(right, TOP, 210.0, Align::Left), Some(title));
    let seller = sheet.part(Part::Text);
    let mut left =
        sheet.text(&printed.seller, Style::of(12.0).bold(), spot(LEFT, TOP + 4.0, half, Align::Left), Some(seller));
    left = rows(sheet, &printed.seller_rows, BODY.quiet(), left + 2.0, half);
    let mut right_low = low + 8.0;
    let facts = sheet.part(Part::Table);
    for (name, value) in &printed.facts {
        let row = sheet.part_of(facts, Part::Row);
        let head = sheet.part_of(row, Part::RowHead);
        let cell = sheet.part_of(row, Part::Cell);
        sheet.text(name, BODY.quiet(), spot(right, right_low, 80.0, Align::Left), Some(head));
        right_low = sheet.text(value, BODY, spot(right + 82.0, right_low, 128.0, Align::Left), Some(cell)) + 1.5;
    }
    let below = left.max(low) + 22.0;
    let heading = sheet.part(Part::Heading);
    let mut buyer = sheet.text("Billed to", SMALL.bold(), spot(LEFT, below, half, Align::Left), Some(heading)) + 2.0;
    if printed.buyer_rows.is_empty() {
        let unknown = vec!["The buyer gave no name or address.".to_owned()];
        buyer = rows(sheet, &unknown, BODY.quiet(), buyer, half);
    } else {
        buyer = rows(sheet, &printed.buyer_rows, BODY, buyer, half);
    }
    if !printed.buyer_vat.is_empty() {
        buyer = rows(sheet, &[format!("VAT number {}", printed.buyer_vat)], BODY, buyer, half);
    }
    buyer.max(right_low)
}

fn rows(sheet: &mut Sheet<'_>, rows: &[String], style: Style, y: f32, width: f32) -> f32 {
    let mut y = y;
    if !rows.is_empty() {
        let node = sheet.part(Part::Text);
        for row in rows {
            y = sheet.text(row, style, spot(LEFT, y, width, Align::Left), Some(node));
        }
    }
    y
}

/// The columns from the right; the description takes what is left.
fn columns(printed: &Printed) -> Vec<Column> {
    let mut from_right =
        vec![Column { head: "Amount", x: 0.0, width: 74.0, align: Align::Right, cell: |it| &it.total }];
    if printed.has_taxes {
        from_right.push(Column { head: "Tax", x: 0.0, width: 84.0, align: Align::Right, cell: |it| &it.tax });
    }
    if printed.has_discounts {
        from_right.push(Column { head: "Discount", x: 0.0, width: 62.0, align: Align::Right, cell: |it| &it.discount });
    }
    from_right.push(Column { head: "Price", x: 0.0, width: 66.0, align: Align::Right, cell: |it| &it.unit });
    from_right.push(Column { head: "Qty", x: 0.0, width: 34.0, align: Align::Right, cell: |it| &it.quantity });
    let mut edge = RIGHT;
    for column in &mut from_right {
        column.x = edge - column.width;
        edge = column.x - GAP;
    }
    let title: fn(&PrintedLine) -> &str = |it| &it.title;
    from_right.push(Column { head: "Description", x: LEFT, width: edge - LEFT, align: Align::Left, cell: title });
    from_right.reverse();
    from_right
}

fn table(sheet: &mut Sheet<'_>, printed: &Printed, y: f32) -> f32 {
    let columns = columns(printed);
    let table = sheet.part(Part::Table);
    let row = sheet.part_of(table, Part::Row);
    let heads: Vec<_> = columns.iter().map(|_| sheet.part_of(row, Part::Head)).collect();
    let mut y = table_head(sheet, &columns, y, Some(&heads));
    for line in &printed.lines {
        let need = line_height(sheet, &columns, line);
        if y + need > BOTTOM {
            sheet.turn();
            // Said once already; on further pages it is there for the eye.
            y = table_head(sheet, &columns, TOP, None);
        }
        y = table_line(sheet, &columns, line, y, table);
    }
    y
}

fn table_head(sheet: &mut Sheet<'_>, columns: &[Column], y: f32, nodes: Option<&[Node]>) -> f32 {
    let mut low = y;
    for (at, column) in columns.iter().enumerate() {
        let node = nodes.and_then(|it| it.get(at)).copied();
        low = low.max(sheet.text(column.head, SMALL.bold(), spot(column.x, y, column.width, column.align), node));
    }
    sheet.rule(LEFT, low + 3.0, RIGHT - LEFT, 0.8, 60);
    low + 10.0
}

fn line_height(sheet: &mut Sheet<'_>, columns: &[Column], line: &PrintedLine) -> f32 {
    let mut high: f32 = 0.0;
    for (at, column) in columns.iter().enumerate() {
        let mut height = sheet.height((column.cell)(line), BODY, column.width);
        if at == 0 {
            height += sheet.height(&line.detail, SMALL, column.width);
        }
        high = high.max(height);
    }
    high + 12.0
}

fn table_line(sheet: &mut Sheet<'_>, columns: &[Column], line: &PrintedLine, y: f32, table: Node) -> f32 {
    let row = sheet.part_of(table, Part::Row);
    let mut low = y;
    for (at, column) in columns.iter().enumerate() {
        let node = sheet.part_of(row, Part::Cell);
        let spot_ = spot(column.x, y, column.width, column.align);
        let mut edge = sheet.text((column.cell)(line), BODY, spot_, Some(node));
        if at == 0 {
            edge = sheet.text(&line.detail, SMALL, spot(column.x, edge, column.width, column.align), Some(node));
        }
        low = low.max(edge);
    }
    sheet.rule(LEFT, low + 4.0, RIGHT - LEFT, 0.4, 200);
    low + 12.0
}

/// The sums keep together, and with a little of what they sum up above them if they can.
fn sums(sheet: &mut Sheet<'_>, printed: &Printed, y: f32) -> f32 {
    let (x, labels, values) = (RIGHT - 270.0, 180.0, 84.0);
    let rows: f32 = printed.sums.iter().map(|it| sheet.height(&it.label, BODY, labels) + 3.0).sum();
    let mut y = y;
    if y + rows + 34.0 > BOTTOM {
        sheet.turn();
        y = TOP;
    }
    let table = sheet.part(Part::Table);
    for row in &printed.sums {
        y = sum(sheet, table, (&row.label, &row.value), (BODY, x, labels, values), y) + 3.0;
    }
    sheet.rule(x, y + 2.0, RIGHT - x, 0.8, 60);
    sum(sheet, table, (printed.total_label, &printed.total), (Style::of(12.0).bold(), x, labels, values), y + 8.0)
}

fn sum(
    sheet: &mut Sheet<'_>,
    table: Node,
    (label, value): (&str, &str),
    (style, x, labels, values): (Style, f32, f32, f32),
    y: f32,
) -> f32 {
    let row = sheet.part_of(table, Part::Row);
    let (head, cell) = (sheet.part_of(row, Part::RowHead), sheet.part_of(row, Part::Cell));
    let low = sheet.text(label, style, spot(x, y, labels, Align::Left), Some(head));
    sheet.text(value, style, spot(RIGHT - values, y, values, Align::Right), Some(cell)).max(low)
}

fn notes(sheet: &mut Sheet<'_>, printed: &Printed, y: f32) {
    let mut notes = printed.notes.clone();
    if sheet.lacks_letters() {
        notes.push("Some letters could not be printed; the page of this document shows them.".into());
    }
    let width = RIGHT - LEFT;
    let mut y = y;
    for note in &notes {
        if y + sheet.height(note, BODY, width) > BOTTOM {
            sheet.turn();
            y = TOP;
        }
        let node = sheet.part(Part::Text);
        y = sheet.text(note, BODY, spot(LEFT, y, width, Align::Left), Some(node)) + 4.0;
    }
}

/// What stands at the foot of every page.
fn feet(sheet: &mut Sheet<'_>, printed: &Printed) {
    let pages = sheet.pages();
    for page in 0..pages {
        let words = format!("{}, page {} of {pages}", printed.title, page + 1);
        sheet.text_on(page, &words, SMALL, spot(RIGHT - 200.0, 790.0, 200.0, Align::Right), None);
        if !printed.footer.is_empty() {
            sheet.text_on(page, &printed.footer, SMALL, spot(LEFT, 778.0, RIGHT - LEFT - 220.0, Align::Left), None);
        }
    }
}
