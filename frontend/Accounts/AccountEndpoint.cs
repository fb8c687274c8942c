using Squaremcp.Accounts;
using Squaremcp.Frontend.Accounts.Providers;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Accounts;

/// <summary><c>/account</c>: what a person sees and changes of their own account.</summary>
internal sealed class AccountEndpoint(Browser browser, Sessions sessions, PasswordChanges passwords, Verification verification, SecondFactor secondFactor, Forms forms, Memberships memberships, LinkedProviders linked, ProviderList providers, IGrainFactory grains)
{
    internal async Task ShowAsync(HttpContext context)
    {
        if (await sessions.VisitorAsync(context) is not { } visitor)
        {
            await SignInPages.SignInAsync(context, browser, "?account=", null);
            return;
        }

        await ShowAsync(context, visitor, null, Done(context.Request.Query["done"].ToString()));
    }

    internal Task PasswordAsync(HttpContext context) => WithAsync(context, async (visitor, form) =>
        await passwords.ChangeAsync(context, visitor, form["password"], form["new_password"]) is { } wrong ? AgainAsync(context, visitor, wrong) : See(context, "password"));

    internal Task VerificationAsync(HttpContext context) => WithAsync(context, async (visitor, _) =>
        await verification.SendAsync(visitor.Email, visitor.Session, CancellationToken.None) is { } wrong ? AgainAsync(context, visitor, wrong) : VerifyPages.SentAsync(context, visitor.Email));

    internal Task EndSessionAsync(HttpContext context) => WithAsync(context, async (visitor, form) =>
        await grains.GetGrain<IAccountSessionsGrain>(visitor.Email).End(visitor.Session, form["id"] ?? "", CancellationToken.None)
            ? See(context, "session")
            : AgainAsync(context, visitor, new("id", "That session has ended already.", StatusCodes.Status404NotFound)));

    internal Task EndOthersAsync(HttpContext context) => WithAsync(context, async (visitor, _) =>
    {
        await grains.GetGrain<IAccountSessionsGrain>(visitor.Email).EndOthers(visitor.Session, CancellationToken.None);
        return See(context, "sessions");
    });

    internal Task LeaveAsync(HttpContext context) => WithAsync(context, async (visitor, form) =>
        await memberships.LeaveAsync(visitor, form["customer"] ?? "") is { } failure ? AgainAsync(context, visitor, new("customer", failure.Message, StatusCodes.Status409Conflict)) : See(context, "left"));

    internal Task EndImpersonationAsync(HttpContext context) => WithAsync(context, async (visitor, form) =>
        await memberships.EndImpersonationAsync(visitor, form["customer"] ?? "", form["id"] ?? "") is { } failure ? AgainAsync(context, visitor, new("id", failure.Message, StatusCodes.Status409Conflict)) : See(context, "impersonation"));

    internal Task UnlinkAsync(HttpContext context) => WithAsync(context, async (visitor, form) =>
        await linked.TakeAwayAsync(visitor, form["provider"] ?? "") is { } wrong ? AgainAsync(context, visitor, wrong) : See(context, "unlinked"));

    internal Task BeginCodesAsync(HttpContext context) => WithAsync(context, async (visitor, form) =>
    {
        var (wrong, enrolment) = await secondFactor.OfferAsync(context, visitor, form["password"]);
        return enrolment is null ? AgainAsync(context, visitor, wrong!) : CodePages.EnrolAsync(context, browser, enrolment);
    });

    internal Task ConfirmCodesAsync(HttpContext context) => WithAsync(context, async (visitor, form) =>
    {
        var (wrong, codes) = await secondFactor.EnrolAsync(context, visitor, form["ticket"], form["code"]);
        return wrong is null ? CodePages.RecoveryAsync(context, codes)
            : wrong.Field == "code" && secondFactor.Open(context, visitor, form["ticket"]) is { } enrolment ? CodePages.EnrolAsync(context, browser, enrolment, wrong.Says, wrong.Status)
            : AgainAsync(context, visitor, wrong);
    });

    internal Task DropCodesAsync(HttpContext context) => WithAsync(context, async (visitor, form) =>
        await secondFactor.DropAsync(context, visitor, form["password"], form["code"]) is { } wrong ? AgainAsync(context, visitor, wrong) : See(context, "codes-off"));

    internal Task RenewCodesAsync(HttpContext context) => WithAsync(context, async (visitor, form) =>
    {
        var (wrong, codes) = await secondFactor.RenewAsync(context, visitor, form["password"], form["code"]);
        return wrong is null ? CodePages.RecoveryAsync(context, codes) : AgainAsync(context, visitor, wrong);
    });

    /// <param name="act">Acts and answers what writes the page.</param>
    private async Task WithAsync(HttpContext context, Func<Visitor, Parameters, Task<Task>> act)
    {
        if (await forms.ReadAsync(context, Ceiling.SignIn) is not { } form)
        {
            return;
        }

        if (await sessions.VisitorAsync(context) is not { } visitor)
        {
            await SignInPages.SignInAsync(context, browser, "?account=", null, "You were signed out. Sign in, and do it again.", status: StatusCodes.Status401Unauthorized);
            return;
        }

        await await act(visitor, form);
    }

    private Task AgainAsync(HttpContext context, Visitor visitor, Wrong wrong) => ShowAsync(context, visitor, wrong, null);

    private async Task ShowAsync(HttpContext context, Visitor visitor, Wrong? wrong, string? done)
    {
        var list = await grains.GetGrain<IAccountSessionsGrain>(visitor.Email).List(visitor.Session, context.RequestAborted);
        await AccountPage.WriteAsync(context, browser, visitor.Person, await Memberships.StandingsAsync(grains, visitor.Person, context.RequestAborted), list, [.. linked.Of(visitor.Person)], providers.HasPasswords, wrong, done);
    }

    /// <summary>Back to the page by a request of its own, so that a reload repeats nothing.</summary>
    private static Task See(HttpContext context, string done)
    {
        PageHeaders.SeeOther(context, "/account?done=" + done);
        return Task.CompletedTask;
    }

    private static string? Done(string word) => word switch
    {
        "password" => "The password was changed, and every other browser was signed out.",
        "joined" => "You have joined.",
        "left" => "You have left.",
        "impersonation" => "The operator's person was stopped.",
        "unlinked" => "That provider signs in to your account no more, and every other browser was signed out.",
        "verified" => "Your address is confirmed.",
        "session" => "That browser was signed out.",
        "sessions" => "Every other browser was signed out.",
        "codes-off" => "Sign-in asks for no code any more.",
        _ => null,
    };
}

internal static class AccountPageRoutes
{
    internal static void MapAccount(this WebApplication app, AccountEndpoint account)
    {
        app.MapGet("/account", context => account.ShowAsync(context)).ExcludeFromDescription();
        app.MapPost("/account/password", context => account.PasswordAsync(context)).ExcludeFromDescription();
        app.MapPost("/account/verification", context => account.VerificationAsync(context)).ExcludeFromDescription();
        app.MapPost("/account/sessions/end", context => account.EndSessionAsync(context)).ExcludeFromDescription();
        app.MapPost("/account/sessions/end-others", context => account.EndOthersAsync(context)).ExcludeFromDescription();
        app.MapPost("/account/leave", context => account.LeaveAsync(context)).ExcludeFromDescription();
        app.MapPost("/account/impersonations/end", context => account.EndImpersonationAsync(context)).ExcludeFromDescription();
        app.MapPost("/account/providers/end", context => account.UnlinkAsync(context)).ExcludeFromDescription();
        app.MapPost("/account/code/begin", context => account.BeginCodesAsync(context)).ExcludeFromDescription();
        app.MapPost("/account/code/confirm", context => account.ConfirmCodesAsync(context)).ExcludeFromDescription();
        app.MapPost("/account/code/drop", context => account.DropCodesAsync(context)).ExcludeFromDescription();
        app.MapPost("/account/code/renew", context => account.RenewCodesAsync(context)).ExcludeFromDescription();
    }
}
