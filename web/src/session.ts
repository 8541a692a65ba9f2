import { useEffect, useState } from "react";
import { fetchViewer, type Viewer } from "./api";

/** State that a reload keeps and a closed tab forgets, for a token must not outlive the visit. */
function useKept(name: string): [string, (value: string) => void] {
  const key = `runway:${name}`;
  const [value, setValue] = useState(() => sessionStorage.getItem(key) ?? "");
  const keep = (next: string) => {
    sessionStorage.setItem(key, next);
    setValue(next);
  };
  return [value, keep];
}

/** Who asks and about which business, and whom the server takes that for. */
export function useSession() {
  const [token, setToken] = useKept("token");
  const [wanted, setBusiness] = useKept("business");
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const [problem, setProblem] = useState("");

  useEffect(() => {
    setViewer(null);
    setProblem("");
    if (!token) return;
    const stopping = new AbortController();
    fetchViewer(token, stopping.signal).then(setViewer, (error: Error) => {
      if (!stopping.signal.aborted) setProblem(error.message);
    });
    return () => stopping.abort();
  }, [token]);

  const businesses = viewer?.businesses ?? [];
  const business = (businesses.find(({ id }) => id === wanted) ?? businesses[0])?.id ?? "";
  return { token, setToken, viewer, problem, business, setBusiness };
}
