using Squaremcp.Customers;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>Suspension (decision 0016): this grain's word is asked before anything is done in the customer's name, by whoever does it.</summary>
public sealed partial class CustomerGrain
{
    public Task<Suspension?> Suspension(CancellationToken cancellationToken) => Task.FromResult(State.Profile?.Suspension);

    public async Task<ToolFailure?> Suspend(string reason, Caller by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await StandAsync("customer.suspend", reason, by, current => new() { Reason = reason, Since = current?.Since ?? now });
    }

    public Task<ToolFailure?> Resume(Caller by, CancellationToken cancellationToken) => StandAsync("customer.resume", null, by, _ => null);

    /// <summary>In force first and recorded then: a process that dies between leaves the customer stopped, and a repeat records it.</summary>
    private async Task<ToolFailure?> StandAsync(string action, string? summary, Caller by, Func<Suspension?, Suspension?> next)
    {
        if (State.Profile is null)
        {
            return NoCustomer;
        }

        var state = await ChangeAsync(current => current with { Profile = current.Profile! with { Suspension = next(current.Profile.Suspension) }, Revision = current.Revision + 1 });
        await ledger.AppendAsync(new() { Audit = Entry(action, Id, "ok", by) with { Summary = summary }, IsWrite = true }, CancellationToken.None);
        await TheDirectory.Enter(state.Profile!, CancellationToken.None);
        return null;
    }

    /// <summary>Null where this may go on. The operator, and the gateway itself, prepare and clear up in a suspended customer too; calls of tools are refused to everybody.</summary>
    private ToolFailure? Stopped(Caller by) => by.Kind == CallerKind.Admin ? null : State.Profile?.Suspension?.Refusal();

    private static ToolFailure NoCustomer => new() { Kind = FailureKind.NotFound, Message = "There is no such customer." };
}
