using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Doctor;

/// <summary><c>/account/doctor</c> for a person whose app cannot connect, <c>/operator/doctor</c> for the operator.</summary>
internal sealed class DoctorEndpoint(Attempts attempts, Whereabouts whereabouts, Browser browser, Sessions sessions, Forms forms, Secrets secrets, IGrainFactory grains)
{
    internal async Task ShowAsync(HttpContext context)
    {
        if (await sessions.VisitorAsync(context) is not { } visitor)
        {
            await SignInPages.SignInAsync(context, browser, "?account=", null);
            return;
        }

        var typed = context.Request.Query["code"].ToString();
        var code = DoctorRoutes.Code(typed);
        var found = new List<AttemptBody>((await attempts.NearAsync(browser.Id(context), whereabouts.Own(context), context.RequestAborted)).Attempts);
        foreach (var membership in visitor.Person.Memberships)
        {
            // The account and the customer must both know of it (decision 0013). A member sees their own apps, who manages the customer sees all.
            if (await grains.GetGrain<IMembersGrain>(membership.CustomerId).Find(visitor.Email, context.RequestAborted) is { } member)
            {
                found.AddRange((await attempts.OfCustomerAsync(membership.CustomerId, context.RequestAborted)).Attempts.Where(one => member.Role.May(Deed.Manage) || one.Account == visitor.Email));
            }
        }

        if (code is not null)
        {
            found.RemoveAll(one => one.Code != code);
            found.AddRange((await attempts.ByCodeAsync(code, null, context.RequestAborted)).Attempts);
        }

        await DoctorPages.WriteAsync(context, [.. found.DistinctBy(one => one.Id).OrderByDescending(one => one.LastAt)], typed, wrongCode: typed.Length > 0 && code is null);
    }

    internal Task AskKeyAsync(HttpContext context) => DoctorPages.AskKeyAsync(context, browser, null);

    /// <summary>The key rides with each look and is kept nowhere: no cookie could be stolen or forgotten.</summary>
    internal async Task ShowAllAsync(HttpContext context)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is not { } form)
        {
            return;
        }

        await (secrets.IsAdminKey(form["key"] ?? "")
            ? DoctorPages.WriteAllAsync(context, browser, (await attempts.AllAsync(null, context.RequestAborted)).Attempts)
            : DoctorPages.AskKeyAsync(context, browser, "That is not the admin key."));
    }
}
