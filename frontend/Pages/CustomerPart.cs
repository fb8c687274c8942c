using System.Globalization;
using Squaremcp.Accounts;
using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;

namespace Squaremcp.Frontend.Pages;

/// <summary>One customer on a person's own page: what they are there, and what its operator does with it.</summary>
internal static class CustomerPart
{
    private const int MostShown = 5;

    /// <param name="standing">Null where the customer no longer knows the person.</param>
    internal static Html Of(HttpContext context, Browser browser, Membership one, Standing? standing) => Html.Of($"""
        <li><p><strong>{one.CustomerName}</strong> <span class="tag">{standing?.Role.Word()}</span><br><span class="small">{one.CustomerId}</span></p>
        <form method="post" action="/account/leave">{browser.Proof(context)}<input type="hidden" name="customer" value="{one.CustomerId}"><button class="quiet">Leave</button></form>
        </li>
        {(standing?.Suspension is { } suspension ? Suspended(suspension) : Html.Nothing)}
        {Html.Join((standing?.Impersonations ?? []).Take(MostShown).Select(shown => Impersonation(context, browser, one.CustomerId, shown, standing!.Role.May(Deed.Manage))))}
        """);

    private static Html Suspended(Suspension suspension) => Html.Of($"""
        <li class="note"><p><strong>Suspended by the operator</strong> since {Minute(suspension.Since)}.<br>{suspension.Reason}<br><span class="small">Nothing is done in its name until this is lifted. What is stored can be read and exported.</span></p></li>
        """);

    private static Html Impersonation(HttpContext context, Browser browser, string customer, ImpersonationView one, bool mayEnd) => Html.Of($"""
        <li><p>{(one.EndedAt is null ? Html.Of($"""<strong>{one.Operator}</strong>, of the operator, acts as this customer <span class="tag">now</span>""") : Html.Of($"""{one.Operator}, of the operator, acted as this customer"""))}<br>
        <span class="small">{one.Reason}<br>{(one.MayChange ? "Reading, and what a member may change" : "Reading only")}, {Minute(one.BeganAt)} to {Minute(one.EndedAt ?? one.EndsAt)}{(one.EndedAt is null ? " at the latest" : "")}. Every deed is in the audit trail.</span></p>
        {(one.EndedAt is null && mayEnd
            ? Html.Of($"""<form method="post" action="/account/impersonations/end">{browser.Proof(context)}<input type="hidden" name="customer" value="{customer}"><input type="hidden" name="id" value="{one.Id}"><button class="quiet">Stop it</button></form>""")
            : Html.Nothing)}
        </li>
        """);

    private static string Minute(DateTimeOffset at) => at.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
