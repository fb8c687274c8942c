using Squaremcp.Frontend.Operation;
using Squaremcp.Platforms.Email;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Accounts.Mails;

/// <summary>
/// Carries mails from the outbox to the operator's mail server. How often one was tried stands in its file's name (<c>mail_….3.eml</c>), so a restart neither forgets a mail nor tries without end;
/// what nobody takes goes to <c>outbox/undelivered</c>.
/// </summary>
internal sealed partial class Postman(Folders folders, GatewaySettings settings, Mailer mailer, TimeProvider clock, ILogger<Postman> logger) : BackgroundService
{
    // Sixteen hours in all: a server that is down over night is not the end of a mail.
    private static readonly TimeSpan[] Waits = [.. new[] { 1, 2, 5, 10, 30, 60, 120, 240, 480 }.Select(minutes => TimeSpan.FromMinutes(minutes))];

    private readonly Dictionary<string, DateTimeOffset> due = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim calls = new(0);

    private string Folder => Path.Combine(folders.Data, "outbox");

    /// <summary>There is a new mail.</summary>
    internal void Call() => calls.Release();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Mail.Host is not { } host)
        {
            return;
        }

        var server = new OwnMailServer(host, settings.Mail.Port, settings.Mail.Security, settings.Mail.Username, settings.Mail.Password);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(server, stoppingToken);
                await WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public override void Dispose()
    {
        calls.Dispose();
        base.Dispose();
    }

    private async Task RoundAsync(OwnMailServer server, CancellationToken cancellationToken)
    {
        foreach (var file in Files())
        {
            if (due.GetValueOrDefault(Name(file)) > clock.GetUtcNow())
            {
                continue;
            }

            try
            {
                if (!await DeliverAsync(server, file, cancellationToken))
                {
                    return;
                }
            }
            catch (Exception broken) when (broken is not OperationCanceledException) // one mail that cannot be read or moved must not end the service, and the program with it
            {
                Failed(file, broken.Message);
                due[Name(file)] = clock.GetUtcNow() + Waits[^1];
            }
        }
    }

    /// <returns>False where the server takes no mail at all now.</returns>
    private async Task<bool> DeliverAsync(OwnMailServer server, string file, CancellationToken cancellationToken)
    {
        var (outcome, why) = await mailer.SendAsync(server, await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken);
        if (outcome == OwnMailOutcome.Sent)
        {
            File.Delete(file);
            due.Remove(Name(file));
            return true;
        }

        Failed(file, why ?? "");
        if (outcome == OwnMailOutcome.Refused || Tries(file) >= Waits.Length)
        {
            var end = Directory.CreateDirectory(Path.Combine(Folder, "undelivered")).FullName;
            File.Move(file, Path.Combine(end, Path.GetFileName(file)), overwrite: true);
            due.Remove(Name(file));
            return true;
        }

        Again(file);
        return outcome != OwnMailOutcome.ServerFailed;
    }

    private void Again(string file)
    {
        var tries = Tries(file);
        due[Name(file)] = clock.GetUtcNow() + Waits[Math.Min(tries, Waits.Length - 1)];
        File.Move(file, Path.Combine(Folder, $"{Name(file)}.{tries + 1}.eml"));
    }

    /// <summary>Until there is a new mail or an old one is due.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var next = Files().Select(file => due.GetValueOrDefault(Name(file))).DefaultIfEmpty(DateTimeOffset.MaxValue).Min() - clock.GetUtcNow();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var called = calls.WaitAsync(either.Token);
        await Task.WhenAny(called, Task.Delay(next > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : next > TimeSpan.Zero ? next : TimeSpan.FromSeconds(1), clock, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private IEnumerable<string> Files() => Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.eml").Order(StringComparer.Ordinal) : [];

    private static string Name(string file) => Path.GetFileName(file).Split('.')[0];

    private static int Tries(string file) => Path.GetFileName(file).Split('.') is [_, var tries, _] && int.TryParse(tries, out var many) ? many : 0;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail {File} could not be sent: {Why}")]
    private partial void Failed(string file, string why);
}
