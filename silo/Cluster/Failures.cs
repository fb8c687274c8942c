using System.Data.Common;
using Squaremcp.Storage;
using Squaremcp.Vault;

namespace Squaremcp.Silo.Cluster;

/// <summary>
/// What the database or the vault throws stays here: a frontend has none of their types, and an exception it cannot read would reach a caller as another failure.
/// Grains see their own exceptions as they were; the caller in another process is told in Orleans' words, and the log holds the rest.
/// </summary>
internal sealed partial class Failures(ILogger<Failures> logger) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception failure) when (IsOurs(failure))
        {
            CallFailed(context.InterfaceMethod?.Name ?? "a call", failure);
#pragma warning disable MA0054 // what it is caused by is what must not travel
            throw new OrleansException(Words(failure));
#pragma warning restore MA0054
        }
    }

    internal static bool IsOurs(Exception failure) => failure is DbException or StorageException or VaultException;

    /// <summary>Messages of storage and vault hold no stored value; those of the database's driver may.</summary>
    internal static string Words(Exception failure) => failure is DbException ? "The database did not do what was asked." : failure.Message;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed below the grain.")]
    private partial void CallFailed(string method, Exception exception);
}
