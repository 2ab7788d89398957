//! Refunds as JSON.

use rocket::{Route, State, get, post, routes};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{clerk::Clerk, settling::payable, till::Till};
use crate::{
    base::{Error, Money, OrderId, OrderLineId, RefundId, Result, Role, text},
    features::{
        audit::{Act, Actor, NewEntry},
        orders::{self, Order},
        refunds::{self, NewRefund, Origin, Refund, Stage},
    },
    platform::{
        db::{Db, Reads},
        signing::Keys,
        web::{
            ClientAddress, Created, IdempotencyKey, Identity, Json,
            guards::{Visitor, scope},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![list, refund]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(list, refund), components(schemas(NewRefundJson, RefundJson, RefundPortionJson, RefundsJson)))]
    struct Docs;
    Docs::openapi()
}

/// What to pay back.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct NewRefundJson {
    /// Minor units of the order's currency; all that is left if nothing is said.
    #[schema(example = 1299)]
    pub amount: Option<i64>,
    /// Only for these lines of the order; for all in proportion if nothing is said.
    #[schema(value_type = Vec<String>)]
    pub lines: Vec<OrderLineId>,
    /// Why, in words that the buyer reads: 500 characters at most.
    pub reason: String,
    /// Whether the buyer loses the files and keys of these lines though not all of their money goes back.
    pub revoke: bool,
}

/// Money that goes back.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct RefundJson {
    #[schema(value_type = String, example = "ref_01a2026feb8472f89ad601f3c7b89cb7")]
    id: RefundId,
    #[schema(value_type = String)]
    order: OrderId,
    amount: Money,
    status: Stage,
    reason: String,
    /// Of which lines.
    lines: Vec<RefundPortionJson>,
    /// Why it failed.
    failure: Option<String>,
    created_at: String,
}

/// What goes back of one line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct RefundPortionJson {
    #[schema(value_type = String)]
    line: OrderLineId,
    amount: Money,
}

/// The refunds of an order, oldest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct RefundsJson {
    data: Vec<RefundJson>,
    /// What can still be paid back.
    left: Money,
}

impl RefundJson {
    fn new(it: &Refund) -> Self {
        let money = |amount| Money::new(amount, it.amount.currency);
        let lines = it.portions.iter().map(|it| RefundPortionJson { line: it.line, amount: money(it.amount) });
        Self {
            id: it.id,
            order: it.order,
            amount: it.amount,
            status: it.stage,
            reason: it.reason.clone(),
            lines: lines.collect(),
            failure: it.failure.clone(),
            created_at: it.asked.rfc3339(),
        }
    }
}

/// What was paid back of an order so far, for its buyer and for the shop's staff.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}/refunds", tag = "Orders", security((), ("bearer" = []), ("api_key" = ["orders:read"])),
    params(("id" = String, Path, description = "The order"), ("token" = Option<String>, Query, description = "Opens the order")),
    responses(
        (status = 200, description = "Its refunds", body = RefundsJson),
        (status = 404, description = "There is no such order"),
    ),
)]
#[get("/orders/<id>/refunds?<token>")]
fn list(
    id: OrderId,
    token: Option<&str>,
    visitor: Visitor,
    db: &State<Db>,
    keys: &State<Keys>,
) -> Result<Json<RefundsJson>> {
    let reader = visitor.reader(scope_of());
    let is_staff = visitor.0.as_ref().is_some_and(|it| it.session().is_some() && it.role.covers(Role::Support));
    db.look(|txn| {
        let order = if is_staff { orders::get(txn, id)? } else { orders::open(txn, keys, id, token, reader)? };
        let all = refunds::of_order(txn, id)?;
        let left = refunds::left(txn, &payable(&order))?;
        Ok(Json(RefundsJson { data: all.iter().map(RefundJson::new).collect(), left }))
    })
}

fn scope_of() -> crate::platform::web::Scope {
    <scope::OrdersRead as crate::platform::web::guards::Purpose>::SCOPE
}

/// Pays money of an order back, through the gateway that collected it. For support and admins, and for the seller of the
/// lines that it is about.
///
/// Never more goes back than was collected. When all of it has, the buyer's files and licence keys end; when part of it
/// has, they stay, unless `revoke` says otherwise. Where the gateway does not answer, the refund stands as `asked` and is
/// carried on by itself.
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/refunds", tag = "Orders", security(("bearer" = [])),
    params(("id" = String, Path, description = "The order"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable characters: the same one is one refund")),
    request_body = NewRefundJson,
    responses(
        (status = 201, description = "The refund", body = RefundJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support, admin nor the seller; an API key; or a large refund without a sign-in of \
            the last ten minutes"),
        (status = 404, description = "There is no such order, or none of its lines is yours"),
        (status = 409, description = "Nothing was paid, a bank is deciding about the payment, or the key was used for another \
            refund"),
        (status = 422, description = "`amount`, `lines` or `reason` cannot be used; the error says how much is left"),
    ),
)]
#[post("/orders/<id>/refunds", data = "<new>")]
async fn refund(
    id: OrderId,
    new: Json<NewRefundJson>,
    clerk: Clerk,
    key: IdempotencyKey,
    client: ClientAddress,
    till: &State<Till>,
) -> Result<Created<RefundJson>> {
    let refund = till.refund_as(&clerk, id, new.0, &key, client).await?;
    let location = format!("/api/v1/orders/{id}/refunds");
    Ok(Created { value: RefundJson::new(&refund), location })
}

impl Till {
    /// Pays back what `clerk` asks for, as far as it is theirs to.
    pub(super) async fn refund_as(
        &self,
        clerk: &Clerk,
        id: OrderId,
        new: NewRefundJson,
        key: &IdempotencyKey,
        client: ClientAddress,
    ) -> Result<Refund> {
        let (order, lines, amount) = self.db.look(|txn| {
            let order = orders::get(txn, id)?;
            let lines = clerk.lines(&order, &new.lines)?;
            let amount = match new.amount {
                Some(amount) => Money::new(amount, order.currency),
                None => left_of(txn, &order, &lines)?,
            };
            Ok((order, lines, amount))
        })?;
        self.is_fresh_enough(clerk.who(), amount)?;
        let reason = text::line(&new.reason);
        if reason.chars().count() > 500 {
            return Err(Error::invalid("reason", "Use at most 500 characters"));
        }
        let user = clerk.who().user;
        let new = NewRefund {
            amount,
            body: orders::fingerprint(&(id, &new))?,
            lines,
            reason,
            revoke: new.revoke,
            origin: Origin::User(user),
            key: key.owned("refund", user)?,
        };
        let note = NewEntry {
            actor: Actor::User(user),
            act: Act::Refunded,
            target: order.id.to_string(),
            address: Some(client.0),
            detail: String::new(),
        };
        self.refund(id, new, note).await
    }

    /// A large refund asks for a proof of the last ten minutes.
    fn is_fresh_enough(&self, who: &Identity, amount: Money) -> Result<()> {
        let large = self.shop.large_refund.is_some_and(|least| amount.amount >= least);
        if !large || who.is_fresh(self.db.clock().now()) {
            return Ok(());
        }
        let message =
            "Please prove once more that it is you: a refund of this size needs a sign-in of the last ten minutes";
        Err(Error::forbidden(message).at("/login/confirm"))
    }
}

/// What can still be paid back of these lines, or of all.
fn left_of(txn: &impl Reads, order: &Order, lines: &[OrderLineId]) -> Result<Money> {
    let payable = payable(order);
    let left = refunds::left(txn, &payable)?;
    if lines.is_empty() {
        return Ok(left);
    }
    let back = refunds::given_back(txn, order.id)?;
    let chosen = payable.lines.iter().filter(|(line, _)| lines.contains(line));
    let of_lines: i64 =
        chosen.map(|(line, total)| (total - back.of_lines.get(line).copied().unwrap_or_default()).max(0)).sum();
    Ok(Money::new(of_lines.min(left.amount), order.currency))
}
