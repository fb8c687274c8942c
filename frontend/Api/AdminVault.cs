using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Vault;

namespace Squaremcp.Frontend.Api;

/// <summary>The vault's rotation, for the operator.</summary>
internal static class AdminVault
{
    internal static void MapVault(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/vault/rotation", (IGrainFactory grains, CancellationToken cancellationToken) => ToldAsync(Vault(grains).Status(cancellationToken)))
            .WithSummary("Tell how the vault's rotation stands and which key-encryption keys there are.");
        admin.MapPost("/vault/rotation", async Task<Accepted<VaultStatus>> (IGrainFactory grains, CancellationToken cancellationToken) =>
            TypedResults.Accepted("/api/v1/admin/vault/rotation", await Vault(grains).Rotate(cancellationToken)))
            .WithSummary("Move every secret under a new key-encryption key of the configured provider, while serving; goes on with a rotation that was not finished.");
        admin.MapPost("/vault/rotation/pause", (IGrainFactory grains, CancellationToken cancellationToken) => ToldAsync(Vault(grains).Pause(cancellationToken)))
            .WithSummary("Let a rotation rest.");
        admin.MapPost("/vault/rotation/resume", (IGrainFactory grains, CancellationToken cancellationToken) => ToldAsync(Vault(grains).Resume(cancellationToken)))
            .WithSummary("Go on with a rotation that rests.");
        admin.MapDelete("/customers/{id}/secrets", EraseAsync)
            .WithSummary("Erase every secret and every file of a customer for good: its connections need new credentials, and its audit trail's argument hashes can never be matched again.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EraseAsync(string id, IGrainFactory grains, CancellationToken cancellationToken) =>
        await grains.GetGrain<Customers.ICustomerGrain>(id).EraseSecrets(Admin.Operator(id), cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Of(StatusCodes.Status404NotFound, "There is no such customer.");

    private static IVaultGrain Vault(IGrainFactory grains) => grains.GetGrain<IVaultGrain>(IVaultGrain.Key);

    private static async Task<Ok<VaultStatus>> ToldAsync(Task<VaultStatus> status) => TypedResults.Ok(await status);
}
