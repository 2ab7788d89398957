//! What a cart comes to: the catalogue's prices of this moment, less the discounts, with the tax. Cart, checkout and order
//! ask here, so that what is shown is what is charged.

use crate::{
    base::{Currency, LineDiscount, Money, Result, Timestamp},
    features::{
        carts::{
            Ask, Cart, CartLine, CartPlace, Offer, Pricing, Quote, QuoteDiscount, QuoteLine, QuotePart, QuoteRefusal,
            TaxStanding,
        },
        catalog::{self, Edition, Product},
        discounts::{self, Applied, Code, Customer, Cut, Good},
        licenses, stock,
        taxes::{self, Place, Seat, Standing, TaxClass, Taxed, VatNumber},
    },
    platform::{db::Reads, web::Shop},
};

/// Tells what carts of this shop come to.
pub struct Quoting {
    currency: Currency,
    seat: Seat,
    stack: bool,
}

impl Quoting {
    /// By the settings of `shop`.
    pub fn new(shop: &Shop) -> Self {
        let seat = Seat {
            country: shop.country,
            // A number from elsewhere has no say in this.
            vat_number: shop.imprint.vat_number.as_deref().and_then(|it| VatNumber::parse("vat_number", it).ok()),
            included: shop.prices_include_tax,
        };
        Self { currency: shop.currency, seat, stack: shop.stack_discounts }
    }
}

impl Pricing for Quoting {
    fn quote(&self, txn: &dyn Reads, now: Timestamp, cart: &Cart, ask: &Ask) -> Result<Quote> {
        let txn = &txn;
        let place = place_of(ask.place.as_ref().or(cart.place.as_ref()));
        let mut lines = Vec::with_capacity(cart.lines.len());
        for line in &cart.lines {
            let mut line = asked(txn, self.currency, line, now)?;
            if let Some(place) =
                place.as_ref().filter(|it| self.seat.included && taxes::is_reverse_charge(&self.seat, it))
            {
                leave_out_tax(txn, place, &mut line)?;
            }
            lines.push(line);
        }
        let customer = Customer::new(ask.email.as_ref(), ask.account);
        let applied = self.cut(txn, cart, &mut lines, &customer, now)?;
        let standing = self.tax(txn, place.as_ref(), &mut lines)?;
        let quote = Quote {
            discounts: applied.cuts.iter().map(told).collect(),
            refused: applied.refused.iter().map(refused).collect(),
            standing,
            tax_included: self.seat.included,
            ..Quote::empty(self.currency)
        };
        quote.add_up(lines.into_iter().map(|it| it.line).collect())
    }
}

/// A line with the classes by which its parts are taxed.
struct Line {
    line: QuoteLine,
    classes: Vec<TaxClass>,
}

impl Quoting {
    /// Takes off what the discounts say, of each line and of each of its parts.
    fn cut(
        &self,
        txn: &impl Reads,
        cart: &Cart,
        lines: &mut [Line],
        customer: &Customer,
        now: Timestamp,
    ) -> Result<Applied> {
        let sold: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].line.unit.is_some()).collect();
        let goods: Vec<Good> = sold.iter().filter_map(|at| good(&lines[*at].line)).collect();
        let codes: Vec<Code> = cart.codes.iter().filter_map(|it| Code::parse(it).ok()).collect();
        let applied = discounts::apply(txn, self.currency, &goods, &codes, customer, self.stack, now)?;
        for cut in &applied.cuts {
            for (at, share) in sold.iter().zip(&cut.shares) {
                share_out(&mut lines[*at].line, cut, *share)?;
            }
        }
        Ok(applied)
    }

    fn tax(&self, txn: &impl Reads, place: Option<&Place>, lines: &mut [Line]) -> Result<TaxStanding> {
        let mut things = Vec::new();
        for line in lines.iter() {
            for (part, class) in line.line.parts.iter().zip(&line.classes) {
                let amount = left(part, line.line.line.quantity.get())?;
                things.push(Taxed { class: class.clone(), amount });
            }
        }
        let assessed = taxes::assess(txn, self.currency, &self.seat, place, &things)?;
        let parts = lines.iter_mut().flat_map(|it| &mut it.line.parts);
        parts.zip(assessed.things).for_each(|(part, taxes)| part.taxes = taxes);
        Ok(match assessed.standing {
            Standing::NotNeeded => TaxStanding::NotNeeded,
            Standing::Unknown => TaxStanding::Unknown,
            Standing::Known => TaxStanding::Known,
            Standing::ReverseCharge => TaxStanding::ReverseCharge,
        })
    }
}

fn place_of(place: Option<&CartPlace>) -> Option<Place> {
    let CartPlace { country, region, vat_number, .. } = place?.clone();
    let vat_number = vat_number.and_then(|it| VatNumber::parse("vat_number", &it).ok());
    Some(Place { country, region, vat_number })
}

/// A line at the catalogue's price of this moment.
fn asked(txn: &impl Reads, currency: Currency, line: &CartLine, now: Timestamp) -> Result<Line> {
    let nothing = Money::zero(currency);
    let mut found = Line {
        line: QuoteLine {
            line: line.clone(),
            offer: None,
            asked: None,
            unit: None,
            parts: Vec::new(),
            amount: nothing,
            left: None,
        },
        classes: Vec::new(),
    };
    let Some(product) = catalog::find(txn, line.product)? else { return Ok(found) };
    let Some(edition) = product.edition(line.edition) else { return Ok(found) };
    found.line.offer =
        Some(Offer { title: product.title.clone(), edition_name: edition.name.clone(), seller: product.seller });
    let price = product.offer(edition.id).map(|it| it.price_at(now).quote(line.offered));
    let Some(unit) = price.filter(|it| it.currency == currency) else { return Ok(found) };
    let Some(contents) = contents(txn, &product, edition)? else { return Ok(found) };
    found.line.left = left_of(txn, edition, &contents)?;
    let weights: Vec<i64> = contents.iter().map(|it| it.2).collect();
    for ((product, edition, _), unit) in contents.iter().zip(unit.split(&weights)) {
        found.classes.push(TaxClass::parse(product.tax_class.as_deref().unwrap_or_default())?);
        found.line.parts.push(part(product, edition, unit));
    }
    found.line.asked = Some(unit);
    found.line.unit = Some(unit);
    found.line.amount = unit.times(line.quantity.get())?;
    Ok(found)
}

type Content = (Product, Edition, i64);

/// What is handed over for an edition, with its weight in the price: itself, or what is in the bundle, by list prices.
/// A bundle comes with its own files, if it has any. Nothing if something in it is gone.
fn contents(txn: &impl Reads, product: &Product, edition: &Edition) -> Result<Option<Vec<Content>>> {
    let own = (product.clone(), edition.clone(), if edition.bundle.is_empty() { 1 } else { 0 });
    if edition.bundle.is_empty() {
        return Ok(Some(vec![own]));
    }
    let mut all = Vec::new();
    for item in &edition.bundle {
        let Some(product) = catalog::find(txn, item.product)? else { return Ok(None) };
        let Some(edition) = product.edition(item.edition).cloned() else { return Ok(None) };
        let weight = edition.regular_price().least().amount;
        all.push((product, edition, weight));
    }
    if !product.files_of(edition).is_empty() || edition.license_keys {
        all.push(own);
    }
    Ok(Some(all))
}

/// How many can be bought of an edition that hands this over: as many as there are of what there is least of.
fn left_of(txn: &impl Reads, edition: &Edition, contents: &[Content]) -> Result<Option<u32>> {
    let mut least = stock::of(txn, edition.id)?.map(|it| it.left());
    for (product, edition, _) in contents {
        let copies = stock::of(txn, edition.id)?.map(|it| it.left());
        let keys = if edition.license_keys { licenses::keys_left(txn, product.id, edition.id)? } else { None };
        least = [least, copies, keys].into_iter().flatten().min();
    }
    Ok(least)
}

fn part(product: &Product, edition: &Edition, unit: Money) -> QuotePart {
    QuotePart {
        product: product.id,
        edition: edition.id,
        title: product.title.clone(),
        edition_name: edition.name.clone(),
        seller: product.seller,
        license_keys: edition.license_keys,
        unit,
        discounts: Vec::new(),
        taxes: Vec::new(),
    }
}

/// Where the buyer accounts for the tax, prices that contain it are asked without it.
fn leave_out_tax(txn: &impl Reads, place: &Place, line: &mut Line) -> Result<()> {
    let Some(unit) = line.line.unit else { return Ok(()) };
    let mut sum = Money::zero(unit.currency);
    for (part, class) in line.line.parts.iter_mut().zip(&line.classes) {
        part.unit = part.unit.minus(taxes::contained(txn, place, class, part.unit)?)?;
        sum = sum.plus(part.unit)?;
    }
    line.line.unit = Some(sum);
    line.line.amount = sum.times(line.line.line.quantity.get())?;
    Ok(())
}

fn good(line: &QuoteLine) -> Option<Good> {
    let (seller, quantity) = (line.offer.as_ref()?.seller, line.line.quantity.get());
    Some(Good { product: line.line.product, seller, quantity, amount: line.amount })
}

/// Parts a line's share of a discount among what the line consists of.
fn share_out(line: &mut QuoteLine, cut: &Cut, share: Money) -> Result<()> {
    if share.is_zero() {
        return Ok(());
    }
    let quantity = line.line.quantity.get();
    let weights = line.parts.iter().map(|it| Ok(left(it, quantity)?.amount)).collect::<Result<Vec<_>>>()?;
    for (part, amount) in line.parts.iter_mut().zip(share.split(&weights)) {
        if !amount.is_zero() {
            part.discounts.push(LineDiscount { discount: cut.discount, name: cut.label.clone(), amount });
        }
    }
    Ok(())
}

/// What is left of a part's price once what was taken off so far is off.
fn left(part: &QuotePart, quantity: u32) -> Result<Money> {
    part.discounts.iter().try_fold(part.unit.times(quantity)?, |sum, it| sum.minus(it.amount))
}

fn told(cut: &Cut) -> QuoteDiscount {
    QuoteDiscount {
        id: cut.discount,
        label: cut.label.clone(),
        code: cut.code.as_ref().map(Code::to_string),
        off: cut.off.clone(),
        until: cut.until,
        amount: cut.amount,
    }
}

fn refused(it: &discounts::Refused) -> QuoteRefusal {
    QuoteRefusal { code: it.code.to_string(), word: it.why.word(), advice: it.why.advice() }
}
