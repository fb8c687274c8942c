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
        var (began, last) = (Stopwatch.StartNew(), "nothing");
        do
        {
            Assert.False(HasEnded, $"It ended instead:\n{Output}");
            try
            {
                using var ready = await Http.GetAsync("/health/ready", cancellationToken);
                last = $"{(int)ready.StatusCode} {await ready.Content.ReadAsStringAsync(cancellationToken)}";
                if (ready.StatusCode == status && last.Contains(says, StringComparison.Ordinal))
                {
                    return this;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }
        while (await program.HearsAsync(began, cancellationToken));

        throw new TimeoutException($"/health/ready did not become {(int)status} {says} within {Patience.TotalSeconds} s; it last said {last}. The program printed:\n{Output}");
    }

    /// <summary>The same where nothing is printed when it changes: it is asked again and again.</summary>
    internal async Task BecomesSoonAsync(HttpStatusCode status, CancellationToken cancellationToken, string says = "")
    {
        var last = "nothing";
        for (var began = Stopwatch.StartNew(); began.Elapsed < Patience;)
        {
            Assert.False(HasEnded, $"It ended instead:\n{Output}");
            using var ready = await Http.GetAsync("/health/ready", cancellationToken);
            last = $"{(int)ready.StatusCode} {await ready.Content.ReadAsStringAsync(cancellationToken)}";
            if (ready.StatusCode == status && last.Contains(says, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new TimeoutException($"/health/ready did not become {(int)status} {says} within {Patience.TotalSeconds} s; it last said {last}. The program printed:\n{Output}");
    }

    /// <summary>Waits until this stands in what it printed.</summary>
    internal Task PrintsAsync(string text, CancellationToken cancellationToken) => PrintsAsync(new Regex(Regex.Escape(text), RegexOptions.None, TimeSpan.FromSeconds(5)), cancellationToken);

    internal Task PrintsAsync(Regex text, CancellationToken cancellationToken) => program.PrintsAsync(text, cancellationToken);

    internal Task<int> EndsAsync(CancellationToken cancellationToken) => program.EndsAsync(cancellationToken);

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
}
