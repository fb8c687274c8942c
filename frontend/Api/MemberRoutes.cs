using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Api;

/// <summary>The people of a customer. A customer that has none yet gets its first owner by an invitation made with a key.</summary>
internal static class MemberRoutes
{
    internal static void MapMembers(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/members", ListAsync).WithSummary("List the customer's members and its open invitations.");
        customers.MapPut("/members/{email}", SetRoleAsync).WithFullRights().WithSummary("Change a member's role. A customer keeps at least one owner.");
        customers.MapDelete("/members/{email}", RemoveAsync).WithFullRights().WithSummary("Remove a member. The apps this person let in for the customer end at once.");
        customers.MapPost("/invitations", InviteAsync).WithFullRights().WithSummary("Invite somebody by mail. The link works once, for seven days, for whoever proves that address.");
        customers.MapPost("/invitations/{id}/resend", ResendAsync).WithFullRights().WithSummary("Send an invitation again, with a new link; the old one ends.");
        customers.MapDelete("/invitations/{id}", WithdrawAsync).WithFullRights().WithSummary("Withdraw an invitation.");
    }

    private static async Task<Ok<MembersBody>> ListAsync(HttpContext context, IGrainFactory grains) =>
        TypedResults.Ok(MembersBody.Of((await grains.GetGrain<IMembersGrain>(context.Caller().CustomerId).List(context.RequestAborted))!));

    private static async Task<Results<NoContent, ProblemHttpResult>> SetRoleAsync(string email, RoleBody body, HttpContext context, IGrainFactory grains) =>
        RoleTable.Of(body.Role) is not { } role ? WrongRole()
        : Done(await grains.GetGrain<IMembersGrain>(context.Caller().CustomerId).SetRole(EmailAddress.Normal(email) ?? email, role, context.Caller(), CancellationToken.None), context);

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(string email, HttpContext context, IGrainFactory grains) =>
        Done(await grains.GetGrain<IMembersGrain>(context.Caller().CustomerId).Remove(EmailAddress.Normal(email) ?? email, context.Caller(), CancellationToken.None), context);

    private static async Task<Results<Created<InvitationBody>, ProblemHttpResult>> InviteAsync(CreateInvitation body, HttpContext context, Invitations invitations)
    {
        if (EmailAddress.Normal(body.Email) is not { } email)
        {
            return Problems.Wrong("email", "`email` must be an e-mail address, for example anna@example.org.");
        }

        if (RoleTable.Of(body.Role) is not { } role)
        {
            return WrongRole();
        }

        if (context.IsUnproved())
        {
            return Problems.Of(StatusCodes.Status403Forbidden, "Confirm your own address before you invite others: POST /api/v1/account/verification mails a link.");
        }

        var outcome = await invitations.InviteAsync(email, role, context.Caller());
        return outcome.Failure is { } failure ? Problems.Of(failure, context) : TypedResults.Created($"/api/v1/invitations/{outcome.Invitation!.Id}", InvitationBody.Of(outcome.Invitation));
    }

    private static async Task<Results<Ok<InvitationBody>, ProblemHttpResult>> ResendAsync(string id, HttpContext context, Invitations invitations) =>
        await invitations.RenewAsync(id, context.Caller()) switch
        {
            { Failure: { } failure } => Problems.Of(failure, context),
            var sent => TypedResults.Ok(InvitationBody.Of(sent.Invitation!)),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(string id, HttpContext context, IGrainFactory grains) =>
        Done(await grains.GetGrain<IMembersGrain>(context.Caller().CustomerId).Withdraw(id, context.Caller(), CancellationToken.None), context);

    private static Results<NoContent, ProblemHttpResult> Done(ToolFailure? failure, HttpContext context) => failure is null ? TypedResults.NoContent() : Problems.Of(failure, context);

    private static ProblemHttpResult WrongRole() => Problems.Wrong("role", "`role` must be viewer, member, admin or owner.");
}

internal sealed record CreateInvitation(
    [property: Description("Where the invitation is mailed; only an account that has proved this address can accept it.")] string Email,
    [property: Description("viewer, member, admin or owner.")] string Role);

internal sealed record RoleBody([property: Description("viewer, member, admin or owner.")] string Role);

internal sealed record MemberBody(string Email, string Name, string Role, DateTimeOffset Since);

internal sealed record InvitationBody(string Id, string Email, string Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, [property: Description("Who invited: a person's address, a key, or admin.")] string By)
{
    internal static InvitationBody Of(InvitationView one) => new(one.Id, one.Email, one.Role.Word(), one.CreatedAt, one.ExpiresAt, one.By);
}

internal sealed record MembersBody(IReadOnlyList<MemberBody> Members, IReadOnlyList<InvitationBody> Invitations)
{
    internal static MembersBody Of(MembersView view) => new([.. view.Members.Select(one => new MemberBody(one.Email, one.Name, one.Role.Word(), one.Since))], [.. view.Invitations.Select(InvitationBody.Of)]);
}
