//! Who looks after licences: a seller after those of their own products, support after all.

use std::marker::PhantomData;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use crate::{
    base::{EditionId, Error, LicenseId, ProductId, Result},
    features::{
        audit::{self, Act, Actor, NewEntry},
        catalog::{self, Edition, Product},
        licenses::{self, License},
        sellers::{self, Editing, EditingBy, Seller, Selling},
    },
    platform::{
        db::{Reads, Record, WriteTxn},
        web::{
            ClientAddress, Identity, Office,
            guards::{Purpose, Support, outcome},
            parts::SideNav,
        },
    },
};

/// Where sellers look after licences.
pub(super) const DESK: &str = "/sell/licenses";
/// Where support does.
pub(super) const OFFICE: &str = "/admin/licenses";

/// Someone who looks after licences.
#[derive(Debug, Clone)]
pub(super) struct Keeper {
    who: std::sync::Arc<Identity>,
    address: std::net::IpAddr,
    /// Whose products alone; all if nobody's.
    seller: Option<Seller>,
    /// Where their pages are.
    pub base: &'static str,
    /// The way around.
    pub side: SideNav,
}

/// By the desk of a seller.
pub(super) struct AtDesk(pub Keeper);

/// By the desk of a seller, in person or by a program with a key that is good for `P`.
pub(super) struct AtDeskBy<P>(Keeper, PhantomData<P>);

/// By the office.
pub(super) struct InOffice(pub Keeper);

impl<P> From<AtDeskBy<P>> for Keeper {
    fn from(desk: AtDeskBy<P>) -> Self {
        desk.0
    }
}

impl From<InOffice> for Keeper {
    fn from(office: InOffice) -> Self {
        office.0
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for AtDesk {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let selling = rocket::outcome::try_outcome!(request.guard::<Selling>().await);
        let client = rocket::outcome::try_outcome!(request.guard::<ClientAddress>().await.map_error(|it| (it.0, ())));
        let side = sellers::side_nav(&selling.seller, DESK);
        let Selling { who, seller } = selling;
        Outcome::Success(Self(Keeper { who, address: client.0, seller: Some(seller), base: DESK, side }))
    }
}

#[rocket::async_trait]
impl<'r, P: Purpose> FromRequest<'r> for AtDeskBy<P> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let editing = rocket::outcome::try_outcome!(request.guard::<EditingBy<P>>().await).0;
        let client = rocket::outcome::try_outcome!(request.guard::<ClientAddress>().await.map_error(|it| (it.0, ())));
        let Editing { who, seller, .. } = editing;
        // An admin who sells nothing looks after licences in the office.
        let own = seller.ok_or_else(|| Error::not_found("Your account sells nothing here"));
        let side = SideNav::default();
        let keeper = own.map(|seller| Keeper { who, address: client.0, seller: Some(seller), base: DESK, side });
        outcome(request, keeper.map(|it| Self(it, PhantomData)))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for InOffice {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let staff = rocket::outcome::try_outcome!(request.guard::<Support>().await);
        let client = rocket::outcome::try_outcome!(request.guard::<ClientAddress>().await.map_error(|it| (it.0, ())));
        let office = rocket::outcome::try_outcome!(request.guard::<Office>().await.map_error(|it| (it.0, ())));
        Outcome::Success(Self(Keeper { who: staff.0, address: client.0, seller: None, base: OFFICE, side: office.0 }))
    }
}

impl Keeper {
    /// The products that they look after and that are sold with keys.
    pub fn products(&self, txn: &impl Reads) -> Result<Vec<Product>> {
        let all = match &self.seller {
            Some(seller) => catalog::all_of_seller(txn, seller.id)?,
            None => {
                let known = licenses::products(txn)?;
                known.into_iter().filter_map(|it| catalog::find(txn, it).transpose()).collect::<Result<_>>()?
            }
        };
        Ok(all.into_iter().filter(|it| it.editions.iter().any(|it| it.license_keys)).collect())
    }

    /// A product that they look after. Another's is not found, just like one that does not exist.
    pub fn product(&self, txn: &impl Reads, id: ProductId) -> Result<Product> {
        let found = catalog::find(txn, id)?;
        let own = found.filter(|it| self.seller.as_ref().is_none_or(|seller| seller.id == it.seller));
        own.ok_or_else(|| Error::not_found(Product::MISSING))
    }

    /// One of its editions that is sold with keys.
    pub fn edition(&self, txn: &impl Reads, product: ProductId, edition: EditionId) -> Result<Edition> {
        let found = self.product(txn, product)?.edition(edition).filter(|it| it.license_keys).cloned();
        found.ok_or_else(|| Error::not_found("This edition is not sold with keys"))
    }

    /// A licence of a product that they look after.
    pub fn license(&self, txn: &impl Reads, product: ProductId, id: LicenseId) -> Result<License> {
        self.product(txn, product)?;
        let missing = || Error::not_found(License::MISSING);
        let license = licenses::get(txn, id).map_err(|_| missing())?;
        if license.product == product { Ok(license) } else { Err(missing()) }
    }

    /// Notes what they did.
    pub fn note(&self, txn: &WriteTxn, act: Act, target: impl ToString, detail: &str) -> Result<()> {
        audit::note(txn, NewEntry::new(Actor::User(self.who.user), act).to(target).from(self.address).detail(detail))
    }

    /// Where the licences of a product are.
    pub fn page_of(&self, product: ProductId) -> String {
        format!("{}/products/{product}", self.base)
    }
}
