using System.Security.Cryptography;

namespace Squaremcp.Storage.MySql;

/// <summary>
/// Waits between attempts: hardly before the second, then twice as long each time, up to a second, half of it by chance so that silos do not meet again. In real time whatever clock the installation has:
/// it is the server's time that passes.
/// </summary>
internal sealed class Retry(TimeSpan patience)
{
    private const int First = 10;
    private const int Longest = 1_000;

    private readonly long from = Environment.TickCount64;
    private int wait = First;

    public bool MayGoOn => Environment.TickCount64 - from + wait < patience.TotalMilliseconds;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var now = (wait / 2) + RandomNumberGenerator.GetInt32((wait / 2) + 1);
        wait = Math.Min(2 * wait, Longest);
        return Task.Delay(now, cancellationToken);
    }
}
