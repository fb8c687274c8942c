using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>One of a cluster's programs as a process of its own.</summary>
internal sealed class ClusterProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RunningProgram program;

    internal ClusterProcess(string program, Uri url, string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        Data = settings["DataDirectory"];
        Http = new(new SocketsHttpHandler()) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(90) };

        // It tells that it listens.
        var told = new Dictionary<string, string>(settings) { ["ASPNETCORE_URLS"] = url.GetLeftPart(UriPartial.Authority), ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information" };
        this.program = new(RunningProgram.Command(program, folder, told, arguments), Patience);
    }

    internal HttpClient Http { get; }

    internal string Data { get; }

    /// <summary>Everything it printed so far.</summary>
    internal string Output => program.Output;

    internal bool HasEnded => program.HasEnded;

    /// <summary>Waits until <c>/health/ready</c> answers so. It is asked whenever the program has printed something: what changes its state tells so, and after it has changed.</summary>
    /// <param name="says">What the answer must hold too.</param>
    internal async Task<ClusterProcess> BecomesAsync(HttpStatusCode status, CancellationToken cancellationToken, string says = "")
    {
        var (began, last) = (Stopwatch.StartNew(), "");
        do
        {
            last = await ReadinessAsync(cancellationToken);
            if (Is(last, status, says))
            {
                return this;
            }
        }
        while (await program.HearsAsync(began, cancellationToken));

        throw NotBecome(status, says, last);
    }

    /// <summary>The same of what is only seen by being asked for, as whether the database answers: it is asked again and again.</summary>
    internal async Task SaysAsync(HttpStatusCode status, CancellationToken cancellationToken, string says = "")
    {
        var last = "";
        for (var began = Stopwatch.StartNew(); !Is(last, status, says); last = await ReadinessAsync(cancellationToken))
        {
            if (began.Elapsed > Patience)
            {
                throw NotBecome(status, says, last);
            }
        }
    }

    /// <summary>Waits until this stands in what it printed.</summary>
    internal Task PrintsAsync(string text, CancellationToken cancellationToken) => PrintsAsync(new Regex(Regex.Escape(text), RegexOptions.None, TimeSpan.FromSeconds(5)), cancellationToken);

    internal Task PrintsAsync(Regex text, CancellationToken cancellationToken) => program.PrintsAsync(text, cancellationToken);

    internal Task<int> EndsAsync(CancellationToken cancellationToken, TimeSpan? within = null) => program.EndsAsync(cancellationToken, within);

    /// <summary>Waits for its end, with this exit code, and everything that is named said.</summary>
    /// <returns>What went to standard output.</returns>
    internal async Task<string> EndsAsync(int exitCode, CancellationToken cancellationToken, params string[] says)
    {
        var code = await EndsAsync(cancellationToken);
        Assert.True(code == exitCode, $"exit code {code}: {Output}");
        Assert.All(says, one => Assert.Contains(one, Output, StringComparison.Ordinal));
        return program.Results;
    }

    /// <summary>SIGKILL: no handler, no goodbye.</summary>
    internal Task KillAsync() => program.KillAsync();

    /// <summary>SIGTERM, as Kubernetes ends a pod.</summary>
    internal void Tell() => program.Signal("-TERM");

    /// <summary>Stands still, as in a long pause, until <see cref="GoOn"/>.</summary>
    internal void Freeze() => program.Signal("-STOP");

    internal void GoOn() => program.Signal("-CONT");

    public async ValueTask DisposeAsync()
    {
        await program.DisposeAsync();
        Http.Dispose();
    }

    private static bool Is(string readiness, HttpStatusCode status, string says) =>
        readiness.StartsWith($"{(int)status} ", StringComparison.Ordinal) && readiness.Contains(says, StringComparison.Ordinal);

    /// <returns>Status and text; what went wrong where it does not listen yet.</returns>
    private async Task<string> ReadinessAsync(CancellationToken cancellationToken)
    {
        Assert.False(HasEnded, $"It ended instead:\n{Output}");
        try
        {
            using var ready = await Http.GetAsync("/health/ready", cancellationToken);
            return $"{(int)ready.StatusCode} {await ready.Content.ReadAsStringAsync(cancellationToken)}";
        }
        catch (HttpRequestException notYet)
        {
            return notYet.Message;
        }
    }

    private TimeoutException NotBecome(HttpStatusCode status, string says, string last) =>
        new($"/health/ready did not become {(int)status} {says} within {Patience.TotalSeconds} s; it last said {last}. The program printed:\n{Output}");
}
