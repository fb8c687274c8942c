using Squaremcp.Ledger;
using Squaremcp.Storage;

namespace Squaremcp.Grains.Ledger;

[GrainType("square-ledger")]
public sealed class LedgerGrain(ILedgerReader ledger, IWriteLedger writes, IAuditProof proof, AuditSigner signer) : Grain, ILedgerGrain
{
    private const int MostListed = 200;

    public Task<AuditPage> Audit(AuditQuery query, CancellationToken cancellationToken) =>
        ledger.AuditAsync(this.GetPrimaryKeyString(), query with { Limit = Math.Clamp(query.Limit, 1, MostListed) }, cancellationToken);

    public Task<UsageReport> Usage(DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        ledger.UsageAsync(this.GetPrimaryKeyString(), from, to, cancellationToken);

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> KeysLastUsed(CancellationToken cancellationToken) =>
        ledger.KeysLastUsedAsync(this.GetPrimaryKeyString(), cancellationToken);

    public Task<ChainCheck> Verify(CancellationToken cancellationToken) => ledger.VerifyAsync(this.GetPrimaryKeyString(), cancellationToken);

    public Task<WritePage> Writes(WriteQuery query, CancellationToken cancellationToken) =>
        writes.ListAsync(this.GetPrimaryKeyString(), query with { Limit = Math.Clamp(query.Limit, 1, MostListed) }, cancellationToken);

    public Task<WriteRecord?> Write(string id, CancellationToken cancellationToken) => writes.GetAsync(this.GetPrimaryKeyString(), id, cancellationToken);

    public Task<SignedHead?> SignHead(CancellationToken cancellationToken) => signer.SignAsync(this.GetPrimaryKeyString(), cancellationToken);

    public Task<string> PublicKey(CancellationToken cancellationToken) => signer.PublicKeyAsync();

    public Task<IReadOnlyList<AuditEntry>> Entries(long after, long last, CancellationToken cancellationToken) => proof.EntriesAsync(this.GetPrimaryKeyString(), after, last, cancellationToken);
}
