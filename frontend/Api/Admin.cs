using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Customers;
using Squaremcp.Frontend.Doctor;
using Squaremcp.Frontend.Operation;
using Squaremcp.Ledger;
using Squaremcp.Settings;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Api;

/// <summary>What only the operator may do.</summary>
internal static class Admin
{
    internal static void MapAdmin(this IEndpointRouteBuilder admin)
    {
        admin.MapPost("/customers", CreateAsync).WithSummary("Create a customer.");
        admin.MapAdminCustomers();
        admin.MapStanding();
        admin.MapPost("/customers/{id}/keys", KeyAsync).WithSummary("Make a key for a customer. The answer is the only one that holds it.");
        admin.MapGet("/customers/{id}/audit/verify", VerifyAsync).WithSummary("Recompute the hash chain of a customer's audit trail.");
        admin.MapGet("/claims/{kind}", ClaimsAsync).WithSummary("List what connections hold for themselves alone, such as vault folders.");
        admin.MapDelete("/claims/{kind}/{**value}", ReleaseAsync).WithSummary("Release such a hold, whoever has it; the connection that had it is disconnected.");
        admin.MapAdminLimits();
        admin.MapVault();
        admin.MapAllAttempts();
        admin.MapNodeImports();
        admin.MapPost("/backup", (IBackup backup, HttpContext context) => backup.WriteAsync(context)).WithSummary("A consistent backup of the installation, as a zip file.").Produces(StatusCodes.Status200OK, contentType: "application/zip");
    }

    private static async Task<Results<Created<CustomerBody>, ProblemHttpResult>> CreateAsync(CreateCustomer body, GatewaySettings settings, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (body.Email.Length > 254 || body.Email.IndexOf('@') is var at && (at <= 0 || at == body.Email.Length - 1) || body.Email.Any(letter => char.IsControl(letter) || letter == ' '))
        {
            return Problems.Wrong("email", "`email` must be an e-mail address, for example anna@example.org.");
        }

        if (body.Name.Trim().Length is 0 or > 100 || body.Name.Any(char.IsControl))
        {
            return Problems.Wrong("name", "`name` must have 1 to 100 characters and no control characters.");
        }

        if (PlanOf(body.Plan) is not (true, { } plan))
        {
            return WrongPlan();
        }

        if (plan == Plan.Sandbox && !settings.Sandbox.Enabled)
        {
            return Problems.Wrong("plan", SandboxRoutes.NoSandbox);
        }

        var id = Ids.New("cus", clock.GetUtcNow());
        var customer = await grains.GetGrain<ICustomerGrain>(id).Create(new() { Email = body.Email, Name = body.Name.Trim(), Plan = plan }, cancellationToken);
        return TypedResults.Created($"/api/v1/admin/customers/{id}", CustomerBody.Of(customer));
    }

    private static async Task<Results<Created<KeyBody>, ProblemHttpResult>> KeyAsync(string id, CreateKey body, HttpContext context, IGrainFactory grains) =>
        await Keys.IssueAsync(id, body, Operator(id), context, grains);

    private static async Task<Results<Ok<ChainCheck>, ProblemHttpResult>> VerifyAsync(string id, IGrainFactory grains, CancellationToken cancellationToken) =>
        await grains.GetGrain<ICustomerGrain>(id).Describe(cancellationToken) is null
            ? NoCustomer()
            : TypedResults.Ok(await grains.GetGrain<ILedgerGrain>(id).Verify(cancellationToken));

    private static async Task<Ok<ClaimsBody>> ClaimsAsync(string kind, IGrainFactory grains, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ClaimsBody(await grains.GetGrain<IDirectoryGrain>(IDirectoryGrain.Key).Claims(kind, cancellationToken)));

    /// <summary>Whoever holds it is disconnected first, or two connections could use one thing.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> ReleaseAsync(string kind, string value, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var directory = grains.GetGrain<IDirectoryGrain>(IDirectoryGrain.Key);
        var held = (await directory.Claims(kind, cancellationToken)).FirstOrDefault(claim => claim.Value.Equals(value, StringComparison.OrdinalIgnoreCase));
        if (held?.Holder.Split('/') is [var customer, var platform, var account])
        {
            await grains.GetGrain<ICustomerGrain>(customer).Disconnect(platform, account, Operator(customer), cancellationToken);
            await directory.ForceRelease(kind, value, cancellationToken);
        }

        return held is null ? Problems.Of(StatusCodes.Status404NotFound, "Nobody holds that.") : TypedResults.NoContent();
    }

    /// <summary>The operator, acting for a customer.</summary>
    internal static Caller Operator(string customer) => new() { CustomerId = customer, Kind = CallerKind.Admin, Rights = Rights.Full, Via = "rest" };

    /// <summary>Null where none is asked for; false where there is no such plan.</summary>
    internal static (bool Known, Plan? Plan) PlanOf(string? word) =>
        word is null ? (true, null) : word.All(char.IsAsciiLetter) && Enum.TryParse<Plan>(word, ignoreCase: true, out var plan) ? (true, plan) : (false, null);

    internal static ProblemHttpResult WrongPlan() => Problems.Wrong("plan", $"`plan` must be one of {string.Join(", ", Enum.GetNames<Plan>().Select(name => name.ToLowerInvariant()))}.");

    internal static ProblemHttpResult NoCustomer() => Problems.Of(StatusCodes.Status404NotFound, "There is no such customer.");
}
