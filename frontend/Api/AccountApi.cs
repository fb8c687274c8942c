using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Accounts;
using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Accounts.Providers;

namespace Squaremcp.Frontend.Api;

/// <summary>A person's own account, as <c>/account</c> has it.</summary>
internal static class AccountApi
{
    internal static void MapAccountApi(this RouteGroupBuilder account)
    {
        account.MapGet("", ShowAsync).WithSummary("Show the signed-in person's account, and the proof that changes need in X-Square-Proof.");
        account.MapPost("/invitations", AcceptAsync).WithSummary("Accept an invitation with the token of its link. The account must have proved the address that was invited.").ProducesProblem(StatusCodes.Status410Gone);
        account.MapDelete("/memberships/{customer}", LeaveAsync).WithSummary("Leave a customer. The apps the person let in for it end at once; its last owner cannot leave.");
        account.MapDelete("/providers/{name}", UnlinkAsync).WithSummary("Take a provider's sign-in away from the account. Every other session ends.").ProducesProblem(StatusCodes.Status409Conflict);
        account.MapPost("/verification", VerifyAsync).WithSummary("Mail a link that confirms the address.").ProducesProblem(StatusCodes.Status409Conflict);
        account.MapPost("/password", PasswordAsync).WithSummary("Change the password. Every other session ends; this one gets a new cookie.").ProducesProblem(StatusCodes.Status400BadRequest);
        account.MapGet("/sessions", SessionsAsync).WithSummary("List where the person is signed in.");
        account.MapDelete("/sessions/{id}", EndAsync).WithSummary("End one session.");
        account.MapDelete("/sessions", EndOthersAsync).WithSummary("End all sessions but this one.");
        account.MapPost("/totp", OfferAsync).WithSummary("Make the secret of an authenticator app. Nothing is asked for until a code is confirmed.").ProducesProblem(StatusCodes.Status400BadRequest);
        account.MapPost("/totp/confirm", EnrolAsync).WithSummary("Switch codes on with the app's first code. The answer is the only one that holds the recovery codes.").ProducesProblem(StatusCodes.Status400BadRequest);
        account.MapPost("/totp/off", DropAsync).WithSummary("Switch codes off.").ProducesProblem(StatusCodes.Status400BadRequest);
        account.MapPost("/recovery-codes", RenewAsync).WithSummary("Replace all recovery codes.").ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Ok<AccountBody>> ShowAsync(HttpContext context, Browser browser, LinkedProviders linked, IGrainFactory grains)
    {
        var person = context.Visitor().Person;
        var roles = await Memberships.RolesAsync(grains, person, context.RequestAborted);
        return TypedResults.Ok(new AccountBody(
            person.Email, person.Name, person.CreatedAt, person.VerifiedAt, person.HasPassword, person.SecondFactorSince, person.RecoveryCodesLeft,
            [.. person.Memberships.Select(one => new MembershipBody(one.CustomerId, one.CustomerName, roles[one.CustomerId]?.Word()))],
            [.. linked.Of(person).Select(one => new LinkedProviderBody(one.Name, one.Title, one.Since))], browser.ProofText(context)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AcceptAsync(AcceptInvitation body, HttpContext context, Invitations invitations) =>
        await invitations.AcceptAsync(context.Visitor(), body.Token) is { } wrong ? Problem(wrong) : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> LeaveAsync(string customer, HttpContext context, Memberships memberships) =>
        await memberships.LeaveAsync(context.Visitor(), customer) is { } failure ? Problems.Of(failure, context) : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> UnlinkAsync(string name, HttpContext context, LinkedProviders linked) =>
        await linked.TakeAwayAsync(context.Visitor(), name) is { } wrong ? Problem(wrong) : TypedResults.NoContent();

    private static async Task<Results<Accepted, ProblemHttpResult>> VerifyAsync(HttpContext context, Verification verification) =>
        await verification.SendAsync(context.Visitor().Email, context.Visitor().Session, CancellationToken.None) is { } wrong ? Problem(wrong) : TypedResults.Accepted((string?)null);

    private static async Task<Results<NoContent, ProblemHttpResult>> PasswordAsync(ChangePassword body, HttpContext context, PasswordChanges passwords) =>
        await passwords.ChangeAsync(context, context.Visitor(), body.Password, body.NewPassword) is { } wrong ? Problem(wrong) : TypedResults.NoContent();

    private static async Task<Ok<SessionsBody>> SessionsAsync(HttpContext context, IGrainFactory grains) => TypedResults.Ok(new SessionsBody([
        .. (await grains.GetGrain<IAccountSessionsGrain>(context.Visitor().Email).List(context.Visitor().Session, context.RequestAborted))
            .Select(one => new SessionBody(one.Id, one.Since, one.SeenAt, one.Agent, one.IsCurrent))]));

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(string id, HttpContext context, IGrainFactory grains) =>
        await grains.GetGrain<IAccountSessionsGrain>(context.Visitor().Email).End(context.Visitor().Session, id, CancellationToken.None)
            ? TypedResults.NoContent()
            : Problems.Of(StatusCodes.Status404NotFound, "There is no such session.");

    private static async Task<Ok<EndedBody>> EndOthersAsync(HttpContext context, IGrainFactory grains) =>
        TypedResults.Ok(new EndedBody(await grains.GetGrain<IAccountSessionsGrain>(context.Visitor().Email).EndOthers(context.Visitor().Session, CancellationToken.None)));

    private static async Task<Results<Ok<EnrolmentBody>, ProblemHttpResult>> OfferAsync(GivenPassword body, HttpContext context, SecondFactor secondFactor)
    {
        var (wrong, enrolment) = await secondFactor.OfferAsync(context, context.Visitor(), body.Password);
        return enrolment is null ? Problem(wrong!) : TypedResults.Ok(new EnrolmentBody(enrolment.Secret, enrolment.Uri, enrolment.Ticket));
    }

    private static async Task<Results<Ok<RecoveryCodesBody>, ProblemHttpResult>> EnrolAsync(ConfirmTotp body, HttpContext context, SecondFactor secondFactor) =>
        Codes(await secondFactor.EnrolAsync(context, context.Visitor(), body.Ticket, body.Code));

    private static async Task<Results<NoContent, ProblemHttpResult>> DropAsync(GivenFactors body, HttpContext context, SecondFactor secondFactor) =>
        await secondFactor.DropAsync(context, context.Visitor(), body.Password, body.Code) is { } wrong ? Problem(wrong) : TypedResults.NoContent();

    private static async Task<Results<Ok<RecoveryCodesBody>, ProblemHttpResult>> RenewAsync(GivenFactors body, HttpContext context, SecondFactor secondFactor) =>
        Codes(await secondFactor.RenewAsync(context, context.Visitor(), body.Password, body.Code));

    private static Results<Ok<RecoveryCodesBody>, ProblemHttpResult> Codes((Wrong? Wrong, IReadOnlyList<string> Codes) made) =>
        made.Wrong is { } wrong ? Problem(wrong) : TypedResults.Ok(new RecoveryCodesBody(made.Codes));

    private static ProblemHttpResult Problem(Wrong wrong) => wrong is { Field: { } field, Status: StatusCodes.Status400BadRequest } ? Problems.Wrong(field, wrong.Says) : Problems.Of(wrong.Status, wrong.Says);
}

internal sealed record AccountBody(
    string Email,
    string Name,
    DateTimeOffset CreatedAt,
    [property: Description("When the address was confirmed; absent until then.")] DateTimeOffset? VerifiedAt,
    bool HasPassword,
    [property: Description("Since when sign-in asks for a code; absent where it does not.")] DateTimeOffset? SecondFactorSince,
    int RecoveryCodesLeft,
    IReadOnlyList<MembershipBody> Memberships,
    [property: Description("Identity providers that sign in to the account.")] IReadOnlyList<LinkedProviderBody> Providers,
    [property: Description("Goes into X-Square-Proof of every change, from this browser.")] string Proof);

internal sealed record MembershipBody(string CustomerId, string Name, [property: Description("viewer, member, admin or owner.")] string? Role);

internal sealed record LinkedProviderBody(string Name, string Title, DateTimeOffset Since);

internal sealed record AcceptInvitation([property: Description("What stands behind /invite/ in the link of the mail.")] string Token);

internal sealed record ChangePassword(
    [property: Description("The password now.")] string Password,
    [property: Description("At least 15 characters.")] string NewPassword);

internal sealed record GivenPassword([property: Description("The password now.")] string Password);

internal sealed record GivenFactors(
    [property: Description("The password now.")] string Password,
    [property: Description("Six digits of the app, or a recovery code.")] string Code);

internal sealed record ConfirmTotp(
    [property: Description("As POST /totp answered it.")] string Ticket,
    [property: Description("Six digits that the app shows now.")] string Code);

internal sealed record EnrolmentBody(
    [property: Description("Base 32, to be typed into an app.")] string Secret,
    [property: Description("otpauth:// address of the same.")] string Uri,
    [property: Description("Comes back with the first code; good for ten minutes.")] string Ticket);

internal sealed record RecoveryCodesBody([property: Description("Each signs in once, in place of a code of the app.")] IReadOnlyList<string> RecoveryCodes);

internal sealed record SessionBody(string Id, DateTimeOffset Since, DateTimeOffset SeenAt, [property: Description("Browser and system, as the browser says.")] string Agent, bool Current);

internal sealed record SessionsBody(IReadOnlyList<SessionBody> Sessions);

internal sealed record EndedBody(int Ended);
